//! `/styleguide`, in development: every part of the skin on one page, with sample content.

use serde_json::{Value, json};

/// The template.
pub const TEMPLATE: &str = "styleguide.html";

/// What the page shows: invented people and cases, and one name that tries to be a script.
pub fn sample() -> Value {
    let option = |value: &str, label: &str, hint: &str| json!({"value": value, "label": label, "hint": hint});
    let row = |code: &str, title: &str, light: &str, days: i32| json!({"code": code, "title": title, "from": "法律服务配送中心", "light": light, "days": days});
    let step =
        |kind: &str, title: &str, text: &str| json!({"kind": kind, "title": title, "text": text});
    json!({
        "at": "2026-08-03T01:05:00",
        "errors": [
            {"field": "phone", "text": "手机号要 11 位数字"},
            {"field": "has", "text": "至少选一项"},
            {"field": "consent", "text": "要同意后才能提交"},
        ],
        "options": [
            option("yu", "玉州区", "城区各街道"), option("rong", "容县", ""), option("bei", "北流市", ""),
        ],
        "yes_no": [option("yes", "联系过", ""), option("no", "没有", "")],
        "steps": [
            step("received", "收到", "当场给编号"), step("dispatched", "派出", "一个工作日内"),
            step("handling", "办理", "两个工作日内联系您"), step("replied", "答复", "十个工作日内"),
            step("closed", "办结", "您确认，或给评价"),
        ],
        "rows": [
            {"label": "遇到的事", "value": "货款八万六没付。\n对方说等甲方付款。", "href": "/styleguide#body"},
            {"label": "联系电话", "value": "138****0013", "href": "/styleguide#phone"},
            {"label": "企业", "value": "玉州区<script>某店", "href": ""},
        ],
        "queue": [
            row("YM26-7K3F-92QX-C", "货款不给：供了两车水泥，对方一直说等甲方付款", "late", 11),
            row("YM26-1M8T-40ZD-4", "辞退后不给补偿", "soon", 9),
            row("YM26-Q2VH-7RPA-K", "合作方不让查账", "ok", 3),
        ],
    })
}
