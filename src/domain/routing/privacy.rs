//! What tells a person apart is folded before anything is learned: numbers, names that announce
//! themselves, places, addresses of the net. The features of the learned part are made from this.

/// Words after which a name follows.
const NAME_FOLLOWS: [&str; 8] =
    ["我叫", "名叫", "姓名", "名字叫", "名字是", "联系人", "当事人", "委托人"];

/// Words before which a surname stands.
const SURNAME_BEFORE: [&str; 8] = ["某", "律师", "先生", "女士", "小姐", "经理", "警官", "法官"];

/// The usual surnames; enough to fold 张律师 without folding 找律师.
const SURNAMES: &str = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅\
沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱\
汤尹黎易常武乔贺赖龚文覃韦农莫蒙";

/// Endings of place names, and the words ending so that are none.
const PLACE_ENDS: &str = "省市县镇乡";
const NO_PLACE: [&str; 16] = [
    "城市",
    "超市",
    "门市",
    "上市",
    "股市",
    "菜市",
    "集市",
    "农贸市",
    "城镇",
    "城乡",
    "老乡",
    "家乡",
    "村镇",
    "乡镇",
    "下乡",
    "夜市",
];

/// The text with what is personal folded away. `0` stands for a number, `#` for a name or place.
pub fn fold(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_ascii_digit() {
            while chars.get(at).is_some_and(|c| c.is_ascii_digit() || *c == '.') {
                at += 1;
            }
            out.push('0');
            continue;
        }
        // Only where a word begins: a long run of letters is looked at once.
        let begins = at == 0 || !chars[at - 1].is_ascii_alphanumeric();
        if let Some(length) = begins.then(|| address(&chars[at..])).flatten() {
            at += length;
            out.push('#');
            continue;
        }
        out.push(c);
        at += 1;
        fold_place(&mut out);
        if name_announced(&out) {
            out.push('#');
            at += name_length(&chars[at..]);
        } else if surname(&chars[at..]) && SURNAMES.contains(c) {
            out.pop();
            out.push('#');
        }
    }
    out.into_iter().collect()
}

/// An e-mail, a link or a long run of ASCII letters and digits mixed.
fn address(rest: &[char]) -> Option<usize> {
    let length =
        rest.iter().take_while(|c| c.is_ascii_alphanumeric() || "@._-/:".contains(**c)).count();
    let word = &rest[..length];
    let telling = word.contains(&'@')
        || (length > 6 && word.iter().any(char::is_ascii_digit))
        || word.windows(3).any(|three| three == [':', '/', '/']);
    (telling && length > 2).then_some(length)
}

fn fold_place(out: &mut Vec<char>) {
    let ends = |c: &char| PLACE_ENDS.contains(*c);
    if !out.last().is_some_and(ends) || out.len() < 3 {
        return;
    }
    let tail: String = out[out.len() - 3..].iter().collect();
    let named = &out[out.len() - 3..out.len() - 1];
    if NO_PLACE.iter().any(|word| tail.ends_with(word)) || named.iter().any(|c| c.is_ascii()) {
        return;
    }
    out.truncate(out.len() - 3);
    out.push('#');
}

fn name_announced(out: &[char]) -> bool {
    NAME_FOLLOWS.iter().any(|word| {
        let mut written = out.iter().rev();
        word.chars().rev().all(|c| written.next() == Some(&c))
    })
}

fn name_length(rest: &[char]) -> usize {
    let skip = usize::from(rest.first().is_some_and(|c| ":,".contains(*c)));
    skip + rest[skip..].iter().take(3).take_while(|c| !c.is_ascii()).count()
}

fn surname(rest: &[char]) -> bool {
    let starts = |from: &[char], word: &str| {
        word.chars().enumerate().all(|(at, c)| from.get(at) == Some(&c))
    };
    SURNAME_BEFORE.iter().any(|word| starts(rest, word))
}
