//! What both engines must do. The unit tests run it on the embedded engine, `tests/portal/search_engines.rs`
//! runs it on a real Meilisearch; the file that includes it names [`Search`] and its kin.

use super::{Answer, Document, Query, Search};

type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// A small library, as the site would hold it: slug, kind, site, title, summary, body, agency.
const ROWS: &[Row] = &[
    (
        "payment-order",
        "service",
        "enterprise",
        "申请支付令",
        "债权债务明确时，可以向基层法院申请支付令，比诉讼快。",
        "需要申请书和债权凭证。对方提出异议，支付令即失效。",
        "法院",
    ),
    (
        "enforcement",
        "service",
        "enterprise",
        "申请执行",
        "生效判决对方不履行，可以申请执行。",
        "准备申请书、生效文书和财产线索。法院会把拒不履行的人列为失信被执行人。",
        "法院",
    ),
    (
        "labour",
        "service",
        "enterprise",
        "劳动仲裁移送",
        "劳动争议先申请劳动仲裁。",
        "准备申请书和劳动关系的证据，例如工资条、考勤。",
        "劳动人事争议仲裁委",
    ),
    (
        "sme-arrears",
        "service",
        "enterprise",
        "拖欠中小企业账款投诉",
        "机关和大企业拖欠账款，可以投诉。",
        "准备合同、验收单和对账单。不得以等第三方付款为由拖着不付。",
        "工信局",
    ),
    (
        "notary",
        "service",
        "enterprise",
        "公证",
        "公证处办理合同公证和证据保全。",
        "货款拖欠的往来记录，可以先做公证把证据固定下来。",
        "公证处",
    ),
    (
        "trademark",
        "guide",
        "enterprise",
        "商标被抄怎么办",
        "知识产权被侵犯时先留证据。",
        "可以向知识产权局反映，也可以起诉。Copyright and trademark 都归这里。",
        "知识产权局",
    ),
    (
        "arrest",
        "service",
        "enterprise",
        "民事诉讼监督",
        "对生效判决不服，再审之后可以找人民检察院。",
        "准备监督申请书和再审裁定。",
        "检察院",
    ),
    (
        "hostile",
        "guide",
        "enterprise",
        "<script>alert(1)</script>页面",
        "<img src=x onerror=alert(1)> & \"引号\" '单引号' 恶意标签",
        "</mark><b>粗体</b>",
        "法院",
    ),
    (
        "bullying",
        "course",
        "youth",
        "对校园欺凌说不",
        "四年级法治课：遇到校园欺凌找谁。",
        "告诉老师和家长，不要独自忍着。",
        "检察院",
    ),
    (
        "fraud",
        "course",
        "youth",
        "网络诈骗与帮信",
        "出租银行卡会触犯法律。",
        "把银行卡借给别人，可能帮助了网络诈骗。",
        "公安局",
    ),
];

/// The library as documents.
pub fn library() -> Vec<Document> {
    ROWS.iter().copied().map(document).collect()
}

fn document(row: Row) -> Document {
    let (slug, kind, site, title, summary, body, agency) = row;
    Document {
        id: format!("{kind}:{slug}"),
        kind: kind.into(),
        site: site.into(),
        title: title.into(),
        body: body.into(),
        summary: summary.into(),
        url: format!("/{site}/{slug}"),
        agency: agency.into(),
        matters: vec![slug.into()],
        stages: if kind == "course" { vec!["primary".into(), "junior".into()] } else { Vec::new() },
        ..Document::default()
    }
}

/// Everything, on a search that may hold anything and will hold the library.
pub async fn all(search: &Search, engine: &str) {
    search.replace_all(library()).await.unwrap();
    lay_words_find_legal_ones(search, engine).await;
    words_are_found_however_typed(search).await;
    slips_are_read_as_meant(search).await;
    filters_hold(search).await;
    facets_count_what_is_found(search).await;
    lay_words_find_and_are_never_seen(search).await;
    pages_follow_each_other(search).await;
    anything_may_be_asked(search, engine).await;
    nothing_comes_out_unescaped(search).await;
    changes_are_seen(search).await;
}

async fn ask(search: &Search, q: &str) -> Answer {
    search.query(&Query::new(q)).await
}

async fn first(search: &Search, q: &str) -> String {
    let answer = ask(search, q).await;
    answer.hits.first().map(|hit| hit.title.clone()).unwrap_or_default()
}

async fn among(search: &Search, q: &str, title: &str) {
    let hits = ask(search, q).await.hits;
    let best: Vec<_> = hits.iter().take(5).map(|hit| hit.title.as_str()).collect();
    assert!(best.contains(&title), "{q} should find {title}, found {best:?}");
}

async fn lay_words_find_legal_ones(search: &Search, engine: &str) {
    for (q, title) in [
        ("欠货款", "申请支付令"),
        ("欠货款", "公证"),
        ("老赖", "申请执行"),
        ("赢了官司拿不到钱", "申请执行"),
        ("被辞退", "劳动仲裁移送"),
        ("被老板炒鱿鱼了怎么办", "劳动仲裁移送"),
        ("霸凌", "对校园欺凌说不"),
        ("同学欺负我", "对校园欺凌说不"),
        ("等甲方付款", "拖欠中小企业账款投诉"),
        ("商标被抄", "商标被抄怎么办"),
        ("签合同前想做个公证", "公证"),
        ("借银行卡", "网络诈骗与帮信"),
        ("您好，我们去年给一家超市供货，对方一直欠货款不给，请问怎么办？谢谢", "申请支付令"),
        ("裁了 不认识的词 支付令", "申请支付令"),
    ] {
        among(search, q, title).await;
    }
    let answer = ask(search, "老赖").await;
    assert_eq!(answer.engine, engine);
    assert_eq!(first(search, "老赖").await, "申请执行");
    assert_eq!(first(search, "支付令").await, "申请支付令");
    assert!(answer.hits[0].snippet.contains("<mark>"), "{}", answer.hits[0].snippet);
}

async fn words_are_found_however_typed(search: &Search) {
    for q in ["trademark", "ＴＲＡＤＥＭＡＲＫ", "TradeMark", "trademar", "tradmark"] {
        assert_eq!(first(search, q).await, "商标被抄怎么办", "{q}");
    }
    assert_eq!(first(search, "检察院 监督").await, "民事诉讼监督");
    assert_eq!(ask(search, "量子力学").await.total, 0, "one wrong character is another word");
}

async fn slips_are_read_as_meant(search: &Search) {
    for q in ["支付另", "zhifuling", "zhi fu ling", "zfl", "申請支付令", "支付令１"] {
        assert_eq!(first(search, q).await, "申请支付令", "{q}");
    }
    assert_eq!(ask(search, "支付另").await.read_as.as_deref(), Some("支付令"));
    assert_eq!(ask(search, "支付令").await.read_as, None);
    assert_eq!(first(search, "laodongzhongcai").await, "劳动仲裁移送");
    let offered = search.suggest("申请支", None, 5).suggestions;
    assert_eq!(offered.first().map(|one| one.text()), Some("申请支付令"));
    assert!(search.suggest("", None, 5).suggestions.is_empty());
    assert!(search.nearest("支付令的申请", 3).contains(&"申请支付令".to_owned()));
}

async fn facets_count_what_is_found(search: &Search) {
    let asked = Query { facets: true, ..Query::new("申请") };
    let answer = search.query(&asked).await;
    for facet in ["site", "kind", "agency"] {
        let sum: u64 = answer.facets[facet].values().sum();
        assert_eq!(sum, answer.total as u64, "{facet}: {:?}", answer.facets);
    }
    assert!(ask(search, "申请").await.facets.is_empty(), "only when asked for");
    for (kind, count) in &answer.facets["kind"] {
        let only = Query { kind: Some(kind.clone()), ..Query::new("申请") };
        assert_eq!(search.query(&only).await.total as u64, *count, "{kind}");
    }
}

async fn lay_words_find_and_are_never_seen(search: &Search) {
    let lay = Document {
        id: "guide:lay".into(),
        title: "农村土地".into(),
        lay: vec!["自留地被占".into()],
        field: vec!["菜园子".into()],
        ..library()[5].clone()
    };
    search.upsert(vec![lay]).await.unwrap();
    for q in ["自留地", "菜园子"] {
        let answer = ask(search, q).await;
        assert_eq!(answer.hits[0].title, "农村土地", "{q}");
        assert!(!answer.hits[0].snippet.contains(q), "{}", answer.hits[0].snippet);
    }
    search.delete(vec!["guide:lay".into()]).await.unwrap();
}

async fn filters_hold(search: &Search) {
    let youth = Query { site: Some("youth".into()), ..Query::new("检察院") };
    let answer = search.query(&youth).await;
    assert!(answer.total > 0 && answer.hits.iter().all(|hit| hit.site == "youth"));
    let guides = Query { kind: Some("guide".into()), ..Query::new("证据") };
    let answer = search.query(&guides).await;
    assert_eq!(answer.total, 1);
    assert!(answer.hits.iter().all(|hit| hit.kind == "guide"));
    for matter in ["notary", "no such"] {
        let one = Query { matter: Some(matter.into()), ..Query::new("证据") };
        assert_eq!(search.query(&one).await.total, usize::from(matter == "notary"));
    }
    for (stage, found) in [("primary", true), ("junior", true), ("senior", false)] {
        let one = Query { stage: Some(stage.into()), ..Query::new("检察院") };
        assert_eq!(search.query(&one).await.total > 0, found, "{stage}");
    }
    for odd in ["\"", "\\", "a\" OR site = \"youth", "\0", "😀", "x = 1 AND"] {
        let query = Query { site: Some(odd.into()), ..Query::new("证据") };
        assert_eq!(search.query(&query).await.total, 0, "{odd}");
    }
    let empty = Query { site: Some(String::new()), ..Query::new("证据") };
    assert!(search.query(&empty).await.total > 1, "an empty filter does not filter");
}

async fn pages_follow_each_other(search: &Search) {
    let all = ask(search, "申请").await;
    assert!(all.total >= 3 && all.hits.len() == all.total, "{all:?}");
    let page = |offset| Query { limit: 1, offset, ..Query::new("申请") };
    for (offset, hit) in all.hits.iter().enumerate() {
        let answer = search.query(&page(offset)).await;
        assert_eq!(answer.hits.first(), Some(hit));
    }
    let huge = Query { limit: usize::MAX, offset: usize::MAX, ..Query::new("申请") };
    assert_eq!(search.query(&huge).await.hits.len(), 0);
}

async fn anything_may_be_asked(search: &Search, engine: &str) {
    let megabyte = "拖欠货款！<b>\"".repeat(60_000);
    for q in [
        "",
        "   ",
        "\0",
        "货\0款",
        "\"",
        "\"货款",
        "-货款",
        "--",
        "title:货款 AND (",
        "NOT * ?",
        "[a TO z]",
        "货款^9",
        "😀",
        "👨‍👩‍👧‍👦",
        "\u{200b}",
        "\u{fffd}",
        "<script>",
        "'; DROP TABLE x; --",
        "的",
        "，。！",
        "\u{202e}abc",
        "a",
        "1",
        "%",
        "\\",
        "/",
        "\n\n",
        "ﬁ",
        "İ",
        "𠮷野家",
        megabyte.as_str(),
    ] {
        let answer = ask(search, q).await;
        assert_eq!(answer.engine, engine, "{:?}", q.chars().take(20).collect::<String>());
    }
    assert_eq!(ask(search, "").await.total, 0);
    assert!(ask(search, "-货款").await.total > 0, "no operators: a minus is a minus");
    assert!(ask(search, &megabyte).await.total > 0);
}

async fn nothing_comes_out_unescaped(search: &Search) {
    for q in ["script", "恶意标签", "<img src=x", "粗体", "onerror", "amp quot lt mark"] {
        for hit in ask(search, q).await.hits {
            let bare = hit.snippet.replace("<mark>", "").replace("</mark>", "");
            assert!(!bare.contains(['<', '>', '"', '\'']), "{q}: {}", hit.snippet);
            let (open, shut) = (hit.snippet.matches("<mark>"), hit.snippet.matches("</mark>"));
            assert_eq!(open.count(), shut.count(), "{}", hit.snippet);
        }
    }
    assert_eq!(first(search, "恶意标签").await, "<script>alert(1)</script>页面");
}

async fn changes_are_seen(search: &Search) {
    let row =
        ("tax", "guide", "enterprise", "滞纳金\0与补税", "税务局说明。", "唯一词鲸鱼", "税务局");
    let mut document = document(row);
    search.upsert(vec![document.clone()]).await.unwrap();
    assert_eq!(first(search, "鲸鱼").await, "滞纳金与补税");
    document.body = "换成海豚".into();
    search.upsert(vec![document.clone()]).await.unwrap();
    assert_eq!(ask(search, "鲸鱼").await.total, 0);
    assert_eq!(ask(search, "海豚").await.total, 1);
    search.delete(vec![document.id, "never:there".into()]).await.unwrap();
    assert_eq!(ask(search, "海豚").await.total, 0);
    search.replace_all(library()[..2].to_vec()).await.unwrap();
    assert_eq!(search.count(), 2);
    assert_eq!(ask(search, "校园欺凌").await.total, 0);
    search.upsert(Vec::new()).await.unwrap();
    search.delete(Vec::new()).await.unwrap();
    search.replace_all(Vec::new()).await.unwrap();
    assert_eq!(ask(search, "支付令").await.total, 0);
}
