//! What is told to whom, and how it reaches them. A notice is decided here and worded in
//! `templates/mail/<slug>/`; what a notice may say is the code, a link and a date, never the case.

/// Something that somebody outside the page must hear about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notice {
    /// The order has arrived; here is its code.
    Receipt,
    /// The order was not taken on; the page says where to go instead.
    Declined,
    /// Something is missing, and the clock waits for it.
    MaterialsAsked,
    /// What was asked for did not come in time.
    Lapsed,
    /// The answer will come later than promised.
    Extension,
    /// The clock has stopped for a reason from the law.
    Suspended,
    /// The clock runs again.
    Resumed,
    /// Another agency is in charge now.
    Transferred,
    /// There is an answer to read, and to rate or dispute.
    Reply,
    /// The dispute has arrived and somebody else will look at it.
    DisputeReceived,
    /// The order is closed.
    Closed,
    /// The asker has taken the order back.
    Withdrawn,
    /// Of what was sent a second order was made; both codes are named.
    Split,
    /// The old key is dead; here is the way to the new one.
    KeyReplaced,
    /// An order waits for the agency's signature.
    NewWork,
    /// The asker has brought what the agency asked for.
    Supplied,
    /// A clock of the agency is about to run out.
    DueSoon,
    /// A clock of the agency has run out.
    Overdue,
    /// The asker disputes the agency's answer.
    Disputed,
    /// The asker has taken the order back: stop working on it.
    WorkWithdrawn,
    /// Somebody asks the agency to hurry (催办).
    Reminded,
    /// The supervisor wants an answer from the agency (督办).
    Supervised,
    /// A handler's step needs the leader's signature.
    ApprovalAsked,
    /// An agency asks for more time.
    ExtensionAsked,
    /// An agency says the order is not its own.
    Returned,
    /// There is a proposal to agree to, or to have otherwise.
    Proposed,
    /// One line can't be had; the page says where to find it instead.
    LineDeclined,
    /// A lecturer's agency gave a line back; it is planned anew.
    Replanned,
    /// A line was done; the school rates it.
    Delivered,
    /// The school agrees to a proposal.
    Agreed,
    /// The school wants a proposal otherwise.
    Countered,
    /// The school takes one line back.
    LineWithdrawn,
    /// The school did not answer a proposal while its time was held.
    HoldExpired,
    /// What a proposal holds was given to somebody else.
    Outbooked,
    /// There is a time for a group that waits.
    Vacancy,
    /// An account was opened; the holder sets the password.
    AccountOpened,
    /// The holder, or somebody in the holder's name, asked for a new password.
    PasswordReset,
    /// A school has registered and waits to be verified.
    SchoolAsked,
    /// The school is verified: what was prepared may be sent.
    SchoolVerified,
    /// The school is not served any more; the page says why.
    SchoolCancelled,
    /// A cancelled school is looked at again.
    SchoolReopened,
    /// The education bureau invites a school.
    SchoolInvited,
    /// A colleague invites a teacher.
    TeacherInvited,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// Whoever asked for the thing.
    Asker,
    /// The lead agency.
    Agency,
    /// The agencies that help the lead.
    CoAgencies,
    /// The triage desk.
    Dispatcher,
    /// Who watches over the clocks.
    Supervisor,
    /// Counter and telephone.
    Clerk,
    /// The holder of an account, about the account itself.
    Holder,
    /// Who runs the house.
    Admin,
    /// Somebody without an account, at the address that an invitation names.
    Invitee,
}

/// How a notice travels. Another channel is one more variant here and one more arm wherever the
/// compiler then complains; which one is taken is decided in [`channel_for`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// A mail from the outbox.
    Mail,
    /// A task on the clerk's list: call, say it, note that it was said.
    Telephone,
}

/// What is known of how to reach somebody; the address itself stays sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// There is an e-mail address.
    pub has_email: bool,
    /// There is a telephone number.
    pub has_phone: bool,
}

/// How to reach somebody. Without an e-mail address, or without anything at all, it is a person's
/// work: the clerk calls, or finds another way and notes it. Nothing is dropped in silence.
pub fn channel_for(contact: Contact) -> Channel {
    match contact {
        Contact { has_email: true, .. } => Channel::Mail,
        Contact { has_email: false, .. } => Channel::Telephone,
    }
}

impl Notice {
    /// All of them, in the order in which an order meets them.
    pub const ALL: [Notice; 43] = [
        Notice::Receipt,
        Notice::Declined,
        Notice::MaterialsAsked,
        Notice::Lapsed,
        Notice::Extension,
        Notice::Suspended,
        Notice::Resumed,
        Notice::Transferred,
        Notice::Reply,
        Notice::DisputeReceived,
        Notice::Closed,
        Notice::Withdrawn,
        Notice::Split,
        Notice::KeyReplaced,
        Notice::NewWork,
        Notice::Supplied,
        Notice::DueSoon,
        Notice::Overdue,
        Notice::Disputed,
        Notice::WorkWithdrawn,
        Notice::Reminded,
        Notice::Supervised,
        Notice::ApprovalAsked,
        Notice::ExtensionAsked,
        Notice::Returned,
        Notice::Proposed,
        Notice::LineDeclined,
        Notice::Replanned,
        Notice::Delivered,
        Notice::Agreed,
        Notice::Countered,
        Notice::LineWithdrawn,
        Notice::HoldExpired,
        Notice::Outbooked,
        Notice::Vacancy,
        Notice::AccountOpened,
        Notice::PasswordReset,
        Notice::SchoolAsked,
        Notice::SchoolVerified,
        Notice::SchoolCancelled,
        Notice::SchoolReopened,
        Notice::SchoolInvited,
        Notice::TeacherInvited,
    ];

    /// The word for it in job payloads, in `templates/mail/` and in `mail.toml`.
    pub const fn slug(self) -> &'static str {
        match self {
            Notice::Receipt => "receipt",
            Notice::Declined => "declined",
            Notice::MaterialsAsked => "materials_asked",
            Notice::Lapsed => "lapsed",
            Notice::Extension => "extension",
            Notice::Suspended => "suspended",
            Notice::Resumed => "resumed",
            Notice::Transferred => "transferred",
            Notice::Reply => "reply",
            Notice::DisputeReceived => "dispute_received",
            Notice::Closed => "closed",
            Notice::Withdrawn => "withdrawn",
            Notice::Split => "split",
            Notice::KeyReplaced => "key_replaced",
            Notice::NewWork => "new_work",
            Notice::Supplied => "supplied",
            Notice::DueSoon => "due_soon",
            Notice::Overdue => "overdue",
            Notice::Disputed => "disputed",
            Notice::WorkWithdrawn => "work_withdrawn",
            Notice::Reminded => "reminded",
            Notice::Supervised => "supervised",
            Notice::ApprovalAsked => "approval_asked",
            Notice::ExtensionAsked => "extension_asked",
            Notice::Returned => "returned",
            Notice::Proposed => "proposed",
            Notice::LineDeclined => "line_declined",
            Notice::Replanned => "replanned",
            Notice::Delivered => "delivered",
            Notice::Agreed => "agreed",
            Notice::Countered => "countered",
            Notice::LineWithdrawn => "line_withdrawn",
            Notice::HoldExpired => "hold_expired",
            Notice::Outbooked => "outbooked",
            Notice::Vacancy => "vacancy",
            Notice::AccountOpened => "account_opened",
            Notice::PasswordReset => "password_reset",
            Notice::SchoolAsked => "school_asked",
            Notice::SchoolVerified => "school_verified",
            Notice::SchoolCancelled => "school_cancelled",
            Notice::SchoolReopened => "school_reopened",
            Notice::SchoolInvited => "school_invited",
            Notice::TeacherInvited => "teacher_invited",
        }
    }

    /// The notice of that slug.
    pub fn parse(slug: &str) -> Option<Notice> {
        Notice::ALL.into_iter().find(|notice| notice.slug() == slug)
    }

    /// Who is told.
    pub const fn audiences(self) -> &'static [Audience] {
        use Audience::{Admin, Agency, Asker, CoAgencies, Dispatcher, Holder, Invitee, Supervisor};
        match self {
            Notice::Receipt
            | Notice::Declined
            | Notice::MaterialsAsked
            | Notice::Lapsed
            | Notice::Extension
            | Notice::Suspended
            | Notice::Resumed
            | Notice::Transferred
            | Notice::Reply
            | Notice::DisputeReceived
            | Notice::Closed
            | Notice::Withdrawn
            | Notice::Proposed
            | Notice::LineDeclined
            | Notice::Replanned
            | Notice::Delivered
            | Notice::Split
            | Notice::KeyReplaced => &[Asker],
            Notice::NewWork | Notice::WorkWithdrawn => &[Agency, CoAgencies],
            Notice::Supplied
            | Notice::DueSoon
            | Notice::Reminded
            | Notice::Supervised
            | Notice::ApprovalAsked => &[Agency],
            Notice::Overdue | Notice::Disputed => &[Agency, Supervisor],
            Notice::ExtensionAsked => &[Supervisor],
            Notice::Returned
            | Notice::Agreed
            | Notice::Countered
            | Notice::LineWithdrawn
            | Notice::HoldExpired
            | Notice::Outbooked
            | Notice::Vacancy => &[Dispatcher],
            Notice::AccountOpened
            | Notice::PasswordReset
            | Notice::SchoolVerified
            | Notice::SchoolCancelled
            | Notice::SchoolReopened => &[Holder],
            Notice::SchoolAsked => &[Admin],
            Notice::SchoolInvited | Notice::TeacherInvited => &[Invitee],
        }
    }

    /// Whether it is about an order, and so names its code.
    pub fn names_order(self) -> bool {
        use Audience::{Admin, Holder, Invitee};
        !self.audiences().iter().any(|told| matches!(told, Holder | Admin | Invitee))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_slug_is_its_own_and_reads_back() {
        let slugs: BTreeSet<_> = Notice::ALL.iter().map(|n| n.slug()).collect();
        assert_eq!(slugs.len(), Notice::ALL.len());
        for notice in Notice::ALL {
            assert_eq!(Notice::parse(notice.slug()), Some(notice));
            assert!(!notice.audiences().is_empty());
        }
        assert_eq!(Notice::parse("Receipt"), None);
    }

    #[test]
    fn mail_goes_where_there_is_an_address_and_the_clerk_calls_the_rest() {
        let to = |has_email, has_phone| channel_for(Contact { has_email, has_phone });
        assert_eq!(to(true, true), Channel::Mail);
        assert_eq!(to(true, false), Channel::Mail);
        assert_eq!(to(false, true), Channel::Telephone);
        assert_eq!(to(false, false), Channel::Telephone, "a person must find a way");
    }

    #[test]
    fn what_an_asker_reads_goes_to_nobody_else() {
        for notice in Notice::ALL {
            let audiences = notice.audiences();
            assert!(!audiences.contains(&Audience::Asker) || audiences.len() == 1, "{notice:?}");
        }
    }
}
