//! Who asked, as a clerk sees them.

use serde::Serialize;

use crate::db::contacts::Contact;
use crate::domain::mask;
use crate::error::Error;
use crate::web::act::Loaded;
use crate::web::visit::Visit;

/// A person's data, masked or whole.
#[derive(Debug, Default, Serialize)]
pub struct Person {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub organisation: String,
    /// `zh-CN` or `en`: how to speak with them.
    pub lang: String,
    pub whole: bool,
    /// Personal data was erased.
    pub erased: bool,
}

impl Person {
    /// With stars, as in every list.
    ///
    /// # Errors
    /// When the seal can't be opened.
    pub fn masked(visit: &Visit, loaded: &Loaded) -> Result<Person, Error> {
        let contact = loaded.contact.open(&visit.app.sealer)?;
        Ok(Person {
            name: mask::name(&contact.name),
            phone: contact.phone.as_deref().map(mask::phone).unwrap_or_default(),
            email: contact.email.as_deref().map(mask::email).unwrap_or_default(),
            ..Person::common(loaded, contact)
        })
    }

    /// Whole: only in the answer to an `unmask` that the engine has let through and recorded.
    ///
    /// # Errors
    /// When the seal can't be opened.
    pub fn whole(visit: &Visit, loaded: &Loaded) -> Result<Person, Error> {
        let contact = loaded.contact.open(&visit.app.sealer)?;
        Ok(Person {
            name: contact.name.clone(),
            phone: contact.phone.clone().unwrap_or_default(),
            email: contact.email.clone().unwrap_or_default(),
            whole: true,
            ..Person::common(loaded, contact)
        })
    }

    fn common(loaded: &Loaded, contact: Contact) -> Person {
        Person {
            organisation: contact.organisation.unwrap_or_default(),
            lang: loaded.order.lang.clone(),
            erased: loaded.contact.erased_at.is_some(),
            ..Person::default()
        }
    }
}
