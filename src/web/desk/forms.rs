//! What the form of an action asks for. One list serves both the page and the answer that comes
//! back, so that nothing is asked for in vain and nothing comes in unasked.

use crate::domain::deadline::PauseReason;
use crate::domain::order::{Action, Input, Part};
use crate::error::FieldError;
use crate::web::form::Form;

/// The longest text we keep, as the engine has it.
pub const LONGEST: usize = 20_000;
/// The most lines of one's own among the materials asked for.
const MOST_ITEMS: usize = 30;

/// One thing a form asks; its name is that of the field of `Input`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Ground,
    ReturnReason,
    UnmaskReason,
    ArchiveReason,
    Text,
    Internal,
    Items,
    Days,
    Matter,
    Lead,
    Co,
    Agency,
    Handler,
    PauseReason,
    Contacted,
    Solved,
    Rating,
    Score,
    Rework,
    CaseNumber,
    ReceiptOn,
    /// A statutory clock to start.
    Clock,
    /// A running clock to make longer.
    Running,
    Order,
    Supervision,
}

impl Ask {
    /// The name of the control, and of the field an error is about.
    pub const fn name(self) -> &'static str {
        match self {
            Ask::Ground | Ask::ReturnReason | Ask::UnmaskReason | Ask::ArchiveReason => {
                "reason_code"
            }
            Ask::Text => "text",
            Ask::Internal => "internal",
            Ask::Items => "items",
            Ask::Days => "days",
            Ask::Matter => "matter",
            Ask::Lead => "lead",
            Ask::Co => "co",
            Ask::Agency => "agency",
            Ask::Handler => "handler",
            Ask::PauseReason => "pause_reason",
            Ask::Contacted => "contacted",
            Ask::Solved => "solved",
            Ask::Rating => "rating",
            Ask::Score => "score",
            Ask::Rework => "rework",
            Ask::CaseNumber => "case_number",
            Ask::ReceiptOn => "receipt_on",
            Ask::Clock | Ask::Running => "clock",
            Ask::Order => "order",
            Ask::Supervision => "supervision",
        }
    }
}

/// What the form of an action asks for, and what of it may stay empty. For a co-agency some
/// actions ask for less.
pub const fn asks(action: Action, part: Part) -> &'static [(Ask, bool)] {
    use Ask::*;
    const MUST: bool = false;
    const MAY: bool = true;
    match (action, part) {
        (Action::Accept, _) => &[(Matter, MUST)],
        (Action::Decline | Action::RequestDecline, _) => &[(Ground, MUST), (Text, MUST)],
        (Action::AskMaterials, _) => &[(Items, MUST), (Days, MUST), (Text, MAY)],
        (Action::Dispatch, _) => &[(Lead, MUST), (Co, MAY)],
        (Action::Adjudicate, _) => &[(Lead, MUST), (Co, MAY), (Text, MUST)],
        (Action::Return | Action::RequestReturn, Part::Lead) => {
            &[(ReturnReason, MUST), (Text, MUST), (Agency, MUST)]
        }
        (Action::Return | Action::RequestReturn, Part::Co) => &[(ReturnReason, MUST), (Text, MUST)],
        (Action::Transfer, _) => &[(Agency, MUST), (Text, MUST)],
        (Action::Reassign, _) => &[(Handler, MUST), (Text, MAY)],
        (Action::AddCo, _) => &[(Co, MUST), (Text, MAY)],
        (Action::Suspend, _) => &[(PauseReason, MUST), (Text, MUST)],
        (Action::Resume | Action::Remind, _) => &[(Text, MAY)],
        (Action::Extend | Action::RequestExtend, _) => {
            &[(Running, MAY), (Days, MUST), (Text, MUST)]
        }
        (Action::RecordReceipt, _) => &[(ReceiptOn, MUST), (CaseNumber, MAY), (Clock, MAY)],
        (Action::Propose, _) => &[(Text, MUST), (Days, MUST)],
        (Action::Reply | Action::RequestReply, Part::Lead) => {
            &[(Text, MUST), (Internal, MUST), (Contacted, MUST), (Solved, MUST)]
        }
        (Action::Reply | Action::RequestReply, Part::Co) => &[(Text, MUST), (Internal, MAY)],
        (Action::ApproveDecline | Action::ApproveReturn | Action::ApproveReply, _) => {
            &[(Text, MAY)]
        }
        (Action::ApproveExtend, _) => &[(Agency, MAY), (Text, MAY)],
        (Action::RefuseExtend, _) => &[(Agency, MAY), (Text, MUST)],
        (Action::RefuseDecline | Action::RefuseReturn | Action::RefuseReply, _) => &[(Text, MUST)],
        (Action::Confirm, _) => &[(Rating, MUST), (Contacted, MUST), (Solved, MUST), (Text, MAY)],
        (Action::Dispute | Action::Withdraw | Action::Supply, _) => &[(Text, MUST)],
        (Action::Review, _) => &[(Score, MUST), (Internal, MUST), (Rework, MUST)],
        (Action::Archive, _) => &[(ArchiveReason, MUST)],
        (Action::Supervise, _) => &[(Agency, MAY), (Days, MUST), (Text, MUST)],
        (Action::AnswerSupervision, _) => &[(Supervision, MAY), (Text, MUST)],
        (Action::ReleaseSupervision, _) => &[(Supervision, MAY), (Text, MAY)],
        (Action::Note, _) => &[(Internal, MUST)],
        (Action::Unmask, _) => &[(UnmaskReason, MUST)],
        (Action::Link, _) => &[(Order, MUST)],
        _ => &[],
    }
}

/// How many days a form proposes.
pub const fn usual_days(action: Action) -> &'static str {
    match action {
        Action::AskMaterials => "7",
        Action::Supervise => "3",
        Action::Propose => "5",
        _ => "",
    }
}

/// The codes for which a contact may be shown.
pub const UNMASK_REASONS: [&str; 5] =
    ["call_back", "verify_person", "send_papers", "conflict_check", "urgent_help"];
/// The codes for which an order may be put away.
pub const ARCHIVE_REASONS: [&str; 2] = ["retention_over", "put_in_file"];

/// Reads the answer to a form. What is wrong is kept in the form; `papers` are the words of the
/// materials' codes, in the language of the asker.
pub fn read(
    form: &mut Form,
    action: Action,
    part: Part,
    papers: &dyn Fn(&str) -> Option<String>,
) -> Input {
    let mut input = Input::default();
    for (ask, may_be_empty) in asks(action, part) {
        let before = form.errors().len();
        read_one(form, *ask, &mut input, papers);
        let untouched = form.errors().len() == before;
        if untouched && !may_be_empty && !there(*ask, &input) {
            form.refuse(FieldError::new(ask.name(), "field.required"));
        }
    }
    input
}

fn read_one(form: &mut Form, ask: Ask, input: &mut Input, papers: &dyn Fn(&str) -> Option<String>) {
    let code = |form: &mut Form| form.optional(ask.name(), 80);
    match ask {
        Ask::Ground | Ask::ReturnReason | Ask::UnmaskReason | Ask::ArchiveReason => {
            input.reason_code = code(form)
        }
        Ask::Text => input.text = form.optional("text", LONGEST),
        Ask::Internal => input.internal = form.optional("internal", LONGEST),
        Ask::Items => input.items = items(form, papers),
        Ask::Days => input.days = number(form, "days"),
        Ask::Matter => input.matter = code(form),
        Ask::Lead => input.lead = code(form),
        Ask::Co => input.co = form.all("co"),
        Ask::Agency => input.agency = code(form),
        Ask::Handler => input.handler = code(form),
        Ask::PauseReason => {
            input.pause_reason =
                form.word::<PauseReason>("pause_reason").map(|word| word.to_string())
        }
        Ask::Contacted => input.contacted = yes_no(form, "contacted"),
        Ask::Solved => input.solved = yes_no(form, "solved"),
        Ask::Rating => input.rating = number(form, "rating"),
        Ask::Score => input.score = number(form, "score"),
        Ask::Rework => input.rework = yes_no(form, "rework"),
        Ask::CaseNumber => input.case_number = form.optional("case_number", 60),
        Ask::ReceiptOn => input.receipt_on = form.day("receipt_on"),
        Ask::Clock | Ask::Running => input.clock = code(form),
        Ask::Order => input.order = code(form),
        Ask::Supervision => input.supervision = code(form),
    }
}

fn there(ask: Ask, input: &Input) -> bool {
    match ask {
        Ask::Ground | Ask::ReturnReason | Ask::UnmaskReason | Ask::ArchiveReason => {
            input.reason_code.is_some()
        }
        Ask::Text => input.text.is_some(),
        Ask::Internal => input.internal.is_some(),
        Ask::Items => !input.items.is_empty(),
        Ask::Days => input.days.is_some(),
        Ask::Matter => input.matter.is_some(),
        Ask::Lead => input.lead.is_some(),
        Ask::Co => !input.co.is_empty(),
        Ask::Agency => input.agency.is_some(),
        Ask::Handler => input.handler.is_some(),
        Ask::PauseReason => input.pause_reason.is_some(),
        Ask::Contacted => input.contacted.is_some(),
        Ask::Solved => input.solved.is_some(),
        Ask::Rating => input.rating.is_some(),
        Ask::Score => input.score.is_some(),
        Ask::Rework => input.rework.is_some(),
        Ask::CaseNumber => input.case_number.is_some(),
        Ask::ReceiptOn => input.receipt_on.is_some(),
        Ask::Clock | Ask::Running => input.clock.is_some(),
        Ask::Order => input.order.is_some(),
        Ask::Supervision => input.supervision.is_some(),
    }
}

/// The ticked papers, and the lines of one's own.
fn items(form: &mut Form, papers: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut items: Vec<String> = form.all("items").iter().filter_map(|code| papers(code)).collect();
    let own = form.optional("own_items", LONGEST).unwrap_or_default();
    let own: Vec<&str> = own.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if own.len() > MOST_ITEMS {
        form.refuse(
            FieldError::new("own_items", "desk.wrong.too_many_lines").with("max", MOST_ITEMS),
        );
    }
    items.extend(own.into_iter().map(str::to_owned));
    items
}

fn number(form: &mut Form, field: &str) -> Option<i32> {
    let number = form.number(field)?;
    let fits = i32::try_from(number).ok();
    if fits.is_none() {
        form.refuse(FieldError::new(field, "field.number"));
    }
    fits
}

fn yes_no(form: &mut Form, field: &str) -> Option<bool> {
    match form.raw(field) {
        "yes" => Some(true),
        "no" => Some(false),
        "" => None,
        _ => {
            form.refuse(FieldError::new(field, "field.choice"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::from_pairs(
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        )
    }

    #[test]
    fn a_form_brings_only_what_its_action_asks() {
        let mut sent = form(&[("internal", "内部"), ("lead", "police"), ("rating", "5")]);
        let input = read(&mut sent, Action::Note, Part::Lead, &|_| None);
        assert_eq!(input, Input { internal: Some("内部".into()), ..Input::default() });
        assert!(sent.errors().is_empty());
    }

    #[test]
    fn materials_come_from_the_checklist_and_from_lines_of_ones_own() {
        let mut sent = form(&[
            ("items", "licence"),
            ("items", "nonsense"),
            ("own_items", "\n 2024年的送货单 \n"),
            ("days", "7"),
        ]);
        let words = |code: &str| (code == "licence").then(|| "营业执照".to_owned());
        let input = read(&mut sent, Action::AskMaterials, Part::Lead, &words);
        assert_eq!(input.items, ["营业执照", "2024年的送货单"]);
        assert_eq!(input.days, Some(7));
        assert!(sent.errors().is_empty());
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let mut sent = form(&[("text", "已办"), ("contacted", "maybe"), ("solved", "no")]);
        read(&mut sent, Action::RequestReply, Part::Lead, &|_| None);
        let wrong: Vec<_> =
            sent.errors().iter().map(|e| (e.field.as_str(), e.key.as_str())).collect();
        assert_eq!(wrong, [("internal", "field.required"), ("contacted", "field.choice")]);
        let mut co = form(&[("text", "我们的意见")]);
        read(&mut co, Action::RequestReply, Part::Co, &|_| None);
        assert!(co.errors().is_empty());
    }
}
