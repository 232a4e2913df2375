//! What a booking can take from others.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something that is at one place at a time. Its word stands in the database and in URLs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Resource {
    /// `lecturer:<id>`
    Lecturer(String),
    /// `room:<slug>`
    Room(String),
    /// `class:<school>:<name>`
    Class { school: String, name: String },
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resource::Lecturer(id) => write!(f, "lecturer:{id}"),
            Resource::Room(slug) => write!(f, "room:{slug}"),
            Resource::Class { school, name } => write!(f, "class:{school}:{name}"),
        }
    }
}

impl FromStr for Resource {
    type Err = String;

    /// Errors with the word itself where it is none of ours.
    fn from_str(word: &str) -> Result<Resource, String> {
        let unknown = || word.to_owned();
        match word.split_once(':').ok_or_else(unknown)? {
            (_, "") => Err(unknown()),
            ("lecturer", id) => Ok(Resource::Lecturer(id.to_owned())),
            ("room", slug) => Ok(Resource::Room(slug.to_owned())),
            ("class", rest) => {
                // An id of a school has no colon; the name of a class may.
                let (school, name) = rest.split_once(':').ok_or_else(unknown)?;
                Ok(Resource::Class { school: school.to_owned(), name: name.to_owned() })
            }
            _ => Err(unknown()),
        }
    }
}

impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Resource, D::Error> {
        let word = String::deserialize(deserializer)?;
        word.parse().map_err(|word| serde::de::Error::custom(format!("unknown resource: {word}")))
    }
}
