//! The words of deadlines, as they stand in the database, in `content/` and in JSON.

use crate::text_enum;

text_enum! {
    /// What a budget is counted in.
    pub enum Unit {
        Hours = "hours",
        WorkingDays = "working_days",
        CalendarDays = "calendar_days",
        Months = "months",
    }
}

text_enum! {
    /// Why a clock stands still. The law knows these reasons and no others.
    pub enum PauseReason {
        /// 补正
        Supplement = "supplement",
        /// 鉴定
        Appraisal = "appraisal",
        /// 听证
        Hearing = "hearing",
        /// 征求第三方意见
        ThirdParty = "third_party",
        /// 公告送达
        Publication = "publication",
        /// 中止 (法定)
        StatutorySuspension = "statutory_suspension",
        /// 等待另案
        OtherCase = "other_case",
    }
}

impl PauseReason {
    /// Locale key of its name, for a list to choose from: 补正.
    pub const fn key(self) -> &'static str {
        match self {
            PauseReason::Supplement => "clock.reason.supplement",
            PauseReason::Appraisal => "clock.reason.appraisal",
            PauseReason::Hearing => "clock.reason.hearing",
            PauseReason::ThirdParty => "clock.reason.third_party",
            PauseReason::Publication => "clock.reason.publication",
            PauseReason::StatutorySuspension => "clock.reason.statutory_suspension",
            PauseReason::OtherCase => "clock.reason.other_case",
        }
    }

    /// Locale key of what we are waiting for, inside a sentence: 等待材料.
    pub const fn waiting_key(self) -> &'static str {
        match self {
            PauseReason::Supplement => "clock.waiting.supplement",
            PauseReason::Appraisal => "clock.waiting.appraisal",
            PauseReason::Hearing => "clock.waiting.hearing",
            PauseReason::ThirdParty => "clock.waiting.third_party",
            PauseReason::Publication => "clock.waiting.publication",
            PauseReason::StatutorySuspension => "clock.waiting.statutory_suspension",
            PauseReason::OtherCase => "clock.waiting.other_case",
        }
    }
}

text_enum! {
    /// Whose time limit it is, and whether a last day that falls on a 法定休假日 rolls on to the
    /// next working day. The rest days of the region (壮族三月三) count for agencies only: they
    /// must never lengthen what a filer believes to be the own time limit.
    pub enum Counting {
        Agency = "agency",
        AgencyRolling = "agency_rolling",
        Filer = "filer",
        FilerRolling = "filer_rolling",
    }
}

impl Counting {
    /// Whether the regional overlay is laid over the national calendar.
    pub const fn overlay(self) -> bool {
        !self.is_filer()
    }

    /// Whether it binds the one who files.
    pub const fn is_filer(self) -> bool {
        matches!(self, Counting::Filer | Counting::FilerRolling)
    }

    /// Whether the last day rolls.
    pub const fn rolls(self) -> bool {
        matches!(self, Counting::AgencyRolling | Counting::FilerRolling)
    }
}

text_enum! {
    /// What the lamp beside a clock shows.
    pub enum Light {
        Normal = "normal",
        /// The nominal date is near, or past while the rolled one is not.
        Soon = "soon",
        Late = "late",
        Paused = "paused",
        Stopped = "stopped",
    }
}

impl Light {
    /// Locale key: the lamp is never colour alone.
    pub const fn key(self) -> &'static str {
        match self {
            Light::Normal => "clock.light.normal",
            Light::Soon => "clock.light.soon",
            Light::Late => "clock.light.late",
            Light::Paused => "clock.light.paused",
            Light::Stopped => "clock.light.stopped",
        }
    }
}
