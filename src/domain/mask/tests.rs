use proptest::prelude::*;

use super::*;

#[test]
fn phones() {
    assert_eq!(phone("13812345678"), "138****5678");
    assert_eq!(phone("+86 138-1234-5678"), "138****5678");
    assert_eq!(phone("１３８１２３４５６７８"), "138****5678");
    assert_eq!(phone("0775-2812345"), "077****2345");
    assert_eq!(phone("2812345"), "****45");
    assert_eq!(phone("110"), "****");
    assert_eq!(phone(""), "****");
}

#[test]
fn emails() {
    assert_eq!(email("anna@example.com"), "a***@example.com");
    assert_eq!(email("a@example.com"), "a***@example.com");
    assert_eq!(email("@example.com"), "***");
    assert_eq!(email("nothing"), "***");
}

#[test]
fn names() {
    assert_eq!(name("张三"), "张*");
    assert_eq!(name("欧阳修文"), "欧*");
    assert_eq!(name(" Anna Smith "), "A*");
    assert_eq!(name(""), "");
}

#[test]
fn numbers() {
    assert_eq!(id_number("45090219900101123X"), "450*************3X");
    assert_eq!(id_number("450902900101123"), "450**********23");
    assert_eq!(credit_code("91450900MA5KXXXX1Y"), "9145**********XX1Y");
    assert_eq!(credit_code("9145"), "****");
    assert_eq!(bank_card("6222 0212 3456 7890 123"), "***************0123");
}

#[test]
fn addresses() {
    assert_eq!(address("广西玉林市玉州区人民东路12号3栋"), "广西玉林市玉州区***");
    assert_eq!(address("广西壮族自治区玉林市陆川县温泉镇"), "广西壮族自治区玉林市陆川县***");
    assert_eq!(address("广西玉林市北流市城东路"), "广西玉林市北流市***");
    assert_eq!(address("玉林市阳光小区3栋2单元"), "玉林市***");
    assert_eq!(address("陆川县温泉镇1号"), "陆川县***");
    assert_eq!(address("人民东路12号"), "人民***");
    assert_eq!(address(""), "");
}

#[test]
fn free_text_loses_what_identifies() {
    for (text, folded) in [
        ("请打13812345678找我", "请打138****5678找我"),
        ("电话 138 1234 5678，或 139-8765-4321。", "电话 138****5678，或 139****4321。"),
        ("１３８１２３４５６７８", "138****5678"),
        ("+8613812345678", "+138****5678"),
        ("两个号 13812345678 13987654321", "两个号 138****5678 139****4321"),
        ("座机0775-2812345", "座机077****2345"),
        ("身份证45090219900101123x。", "身份证450*************3x。"),
        ("身份证 450902 19900101 1234", "身份证 450*************34"),
        ("卡号6222 0212 3456 7890 123转账", "卡号***************0123转账"),
        ("卡6222021234567890", "卡************7890"),
        ("邮箱 anna.li@example.com.", "邮箱 a***@example.com."),
        ("QQ 123456789@qq.com 联系", "QQ 1***@qq.com 联系"),
    ] {
        assert_eq!(mask_free_text(text), folded, "{text}");
    }
}

#[test]
fn free_text_keeps_the_rest() {
    for text in [
        "",
        "2025-03-04签的合同，欠款125000元",
        "（2025）桂0902民初1234号",
        "2025-03-04 10:20 到 2025-04-01",
        "工程款 1 250 000 元，分 3 期",
        "打 12348 或 96110",
        "买了 100 x 200 的板 @ 单价",
    ] {
        assert_eq!(mask_free_text(text), text);
    }
    assert_eq!(mask_free_text("2025-03-04 13812345678"), "2025-03-04 138****5678");
}

proptest! {
    #[test]
    fn no_mobile_number_survives(before in "[a-z，。 ]{0,5}", number in "1[3-9][0-9]{9}", after in "[，。 a-wyz]{0,5}") {
        let text = format!("{before}{number}{after}");
        prop_assert!(!mask_free_text(&text).contains(&number));
    }

    #[test]
    fn any_text_can_be_folded(text: String) {
        let _ = mask_free_text(&text);
        let _ = (phone(&text), email(&text), name(&text), id_number(&text), credit_code(&text), address(&text));
    }

    #[test]
    fn digits_of_any_shape_can_be_folded(text in "[0-9０-９xX @.\\-]{0,60}") {
        let folded = mask_free_text(&text);
        let longest = folded.split(|c: char| !half_width(c).is_ascii_digit()).map(|run| run.chars().count()).max();
        prop_assert!(longest.unwrap_or(0) < 15);
    }
}
