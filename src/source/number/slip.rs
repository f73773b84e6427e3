//! A number written wrongly: what to say of it.

use rust_decimal::Decimal;

/// A number that was not written as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub(super) kind: Kind,
    pub(super) written: String,
    pub(super) value: Option<Decimal>,
}

/// The ways to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `１２`
    FullWidth,
    /// `1,234`
    Thousands,
    /// `012`
    LeadingZeros,
    /// `3.5` where things are counted.
    NotWhole,
    /// `-1` where none may be below zero.
    Negative,
    /// Past 32 bits where things are counted; an amount past what adds up exactly.
    TooLarge,
    /// `3件`, `251000元`
    Unit,
    /// `22（其中修订16件）`
    Note,
    /// `/`, `-`, `无`
    Mark,
    /// Nothing, `~`
    Blank,
    /// `十二`
    Chinese,
    /// `1e3`
    Exponent,
    /// `0x10`
    OtherBase,
    /// `+3`
    Plus,
    /// More places than 万元 can have.
    Places,
    /// `.5`, `5.`
    LonePoint,
    /// Anything else.
    Words,
}

impl Slip {
    /// Which slip.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The number that was evidently meant, if there is one.
    pub fn value(&self) -> Option<Decimal> {
        self.value
    }

    /// What should be and what is, to follow the name of the cell.
    pub fn message(&self) -> String {
        let written = &self.written;
        match self.kind {
            Kind::FullWidth => format!("应用半角数字，实际为全角“{written}”"),
            Kind::Thousands => format!("的数字不应分节，实际为“{written}”"),
            Kind::LeadingZeros => format!("的数字不应以 0 开头，实际为“{written}”"),
            Kind::NotWhole => format!("应为整数，实际为“{written}”"),
            Kind::Negative => format!("应不小于 0，实际为“{written}”"),
            Kind::TooLarge => format!("的数字太大，实际为“{written}”"),
            Kind::Unit => format!("应只填数字，实际带有单位“{written}”"),
            Kind::Note => format!("应只填数字，实际带有说明“{written}”"),
            Kind::Mark => format!("应为数字，没有的填 0，实际为“{written}”"),
            Kind::Blank => "应为数字，没有的填 0，实际空着".to_owned(),
            Kind::Chinese => format!("应用阿拉伯数字，实际为“{written}”"),
            Kind::Exponent | Kind::OtherBase | Kind::Words => format!("应为数字，实际为“{written}”"),
            Kind::Plus => format!("应为数字，不带加号，实际为“{written}”"),
            Kind::Places => format!("最多六位小数（精确到分），实际为“{written}”"),
            Kind::LonePoint => format!("的小数点前后都应有数字，实际为“{written}”"),
        }
    }

    /// What to type instead.
    pub fn advice(&self) -> String {
        match (self.kind, self.value) {
            (Kind::FullWidth, Some(value)) => format!("切换到英文输入法，改为 {value}"),
            (Kind::Unit, Some(value)) => format!("改为 {value}；单位已印在表上"),
            (Kind::Unit, None) => "按表上的单位换算后只填数字".to_owned(),
            (Kind::Note, Some(value)) => format!("改为 {value}，说明写到正文里"),
            (_, Some(value)) => format!("改为 {value}"),
            (Kind::Mark | Kind::Blank, None) => "没有的填 0，不清楚的查清后再填".to_owned(),
            (Kind::NotWhole, None) => "核对后填整数".to_owned(),
            (Kind::Negative, None) => "核对后填 0 或正数；只有“本年增/减”可以是负数".to_owned(),
            (Kind::TooLarge, None) => "核对是否多打了数字，或两格的数字连在了一起".to_owned(),
            (Kind::Places, None) => "核对单位是否为万元，四舍五入到六位小数".to_owned(),
            _ => "核对后填数字".to_owned(),
        }
    }
}
