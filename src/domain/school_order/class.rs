//! Names of classes. A list of classes is where somebody would write down pupils; a name that names
//! no class is asked about.

use crate::domain::mask;

/// What the name of a class, or of a group of grown-ups, has somewhere in it.
const SIGNS: [&str; 24] = [
    "班", "级", "年段", "段", "组", "社", "团", "届", "全校", "全体", "家长", "教师", "老师",
    "教职", "高一", "高二", "高三", "初一", "初二", "初三", "class", "grade", "year", "form",
];

/// Whether this can be the name of a class: 四(1)班, 高一, 初二年级, Class 3. 王小明 can't.
pub fn is_class(name: &str) -> bool {
    let name = name.to_lowercase();
    name.chars().any(|c| c.is_ascii_digit()) || SIGNS.iter().any(|sign| name.contains(sign))
}

/// Whether a name stands for several classes at once: 全年级, 七年级全体, 高一. Then it says nothing
/// of how many they are.
pub fn is_group(name: &str) -> bool {
    !name.contains('班') && !name.ends_with(|c: char| c.is_ascii_digit())
}

/// Names of classes, one a line, as everybody would write them: half-width signs, no blanks at the
/// ends, none twice.
pub fn tidy_classes(typed: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // People write several into one line, too.
    for name in typed.split(['\n', '、', '，', ',', '；', ';']) {
        let name: String = name.chars().map(mask::half_width).collect();
        let name = name.trim();
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_classes_and_children_are_not() {
        for name in [
            "四(1)班",
            "四1",
            "高一",
            "初二年级",
            "七年级全体",
            "法治社",
            "Class 3",
            "Year Nine",
            "三年级家长",
            "教职工",
        ] {
            assert!(is_class(name), "{name}");
        }
        for name in ["王小明", "欧阳娜娜", "小林", "Li Lei", "。"] {
            assert!(!is_class(name), "{name}");
        }
    }

    #[test]
    fn a_whole_year_is_as_many_classes_as_it_has() {
        for name in ["全年级", "七年级全体", "高一", "初二年级"] {
            assert!(is_group(name), "{name}");
        }
        for name in ["四(1)班", "四1", "七年级2班", "Class 3"] {
            assert!(!is_group(name), "{name}");
        }
    }

    #[test]
    fn names_are_written_one_way() {
        let typed = " 四（１）班 \r\n四(2)班、四(3)班，\n\n四(1)班";
        assert_eq!(tidy_classes(typed), ["四(1)班", "四(2)班", "四(3)班"]);
        assert!(tidy_classes(" \n、").is_empty());
    }
}
