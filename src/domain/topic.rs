//! What a course or a bulletin is about.

use crate::text_enum;

text_enum! {
    /// The topics of the youth centre, in the order in which filters name them.
    pub enum Topic {
        Constitution = "constitution",
        MinorsProtection = "minors_protection",
        CivilCode = "civil_code",
        Bullying = "bullying",
        Fraud = "fraud",
        Network = "network",
        Drugs = "drugs",
        Traffic = "traffic",
        SelfProtection = "self_protection",
        SelfDefence = "self_defence",
        Parenting = "parenting",
        MandatoryReport = "mandatory_report",
        Honesty = "honesty",
        Rules = "rules",
        Gratitude = "gratitude",
        RedStories = "red_stories",
        Emotions = "emotions",
        Relationships = "relationships",
        Exam = "exam",
        Adolescence = "adolescence",
        Family = "family",
        Drowning = "drowning",
        Fire = "fire",
        Food = "food",
        Weather = "weather",
        Cult = "cult",
        PublicSafety = "public_safety",
    }
}
