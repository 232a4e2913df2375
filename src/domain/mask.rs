//! 脱敏: what of a person's data is shown where it need not be shown whole, and free text with the
//! numbers folded away, for logs and for what the router learns from.

/// A telephone number: `138****5678`. Of a short number less is shown.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().map(half_width).filter(char::is_ascii_digit).collect();
    let national = match digits.strip_prefix(&['8', '6']) {
        Some(rest) if rest.len() == 11 => rest,
        _ => &digits,
    };
    match national.len() {
        0..=4 => "****".to_owned(),
        5..=8 => ends(national, 0, 2, 4),
        9..=10 => ends(national, 3, 2, 4),
        _ => ends(national, 3, 4, 4),
    }
}

/// An e-mail address: `a***@example.com`.
pub fn email(address: &str) -> String {
    match address.trim().rsplit_once(['@', '＠']) {
        Some((local, domain)) if !local.is_empty() => format!("{}@{domain}", first(local, "***")),
        _ => "***".to_owned(),
    }
}

/// A person's name: `张*`. One star always, so that its length is not told.
pub fn name(name: &str) -> String {
    first(name.trim(), "*")
}

/// An identity number: `450*************1X`.
pub fn id_number(number: &str) -> String {
    partly(number, 3, 2)
}

/// A unified social credit code: `9145**********7K3X`.
pub fn credit_code(code: &str) -> String {
    partly(code, 4, 4)
}

/// A bank account: `************7890`.
pub fn bank_card(number: &str) -> String {
    partly(number, 0, 4)
}

/// An address down to its city, county or district: `广西玉林市玉州区***`.
pub fn address(address: &str) -> String {
    let chars: Vec<char> = address.trim().chars().collect();
    let kept = match chars.iter().position(|c| *c == '市') {
        Some(city) => district_end(&chars, city + 1).unwrap_or(city + 1),
        None => district_end(&chars, 0).unwrap_or(chars.len().min(2)),
    };
    let shown: String = chars[..kept].iter().collect();
    if chars.is_empty() { String::new() } else { format!("{shown}***") }
}

/// Free text with telephone numbers, identity numbers, bank cards and e-mail addresses masked.
/// Dates, amounts and case numbers stay.
pub fn mask_free_text(text: &str) -> String {
    let without_addresses = fold_emails(text);
    fold_numbers(&without_addresses)
}

/// Full-width letters, digits and signs as their ASCII, everything else as it is.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn first(text: &str, stars: &str) -> String {
    text.chars().next().map_or_else(String::new, |c| format!("{c}{stars}"))
}

/// The first and last few, with that many stars between.
fn ends(chars: &[char], head: usize, tail: usize, stars: usize) -> String {
    let head = chars.iter().take(head);
    let tail = chars.iter().skip(chars.len().saturating_sub(tail));
    head.chain(std::iter::repeat_n(&'*', stars)).chain(tail).collect()
}

/// As many characters as there were, all starred where too little would be hidden.
fn partly(text: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> =
        text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '-').collect();
    if chars.len() < 2 * (head + tail) {
        return "*".repeat(chars.len());
    }
    ends(&chars, head, tail, chars.len() - head - tail)
}

/// Where the name of a county or district ends, if one begins at `from`: at most six characters,
/// and not the 区 of a housing estate, a park or a community.
fn district_end(chars: &[char], from: usize) -> Option<usize> {
    let window = chars.iter().enumerate().skip(from).take(7);
    let mut ends = window.filter(|(at, c)| {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let estate = before.is_some_and(|c| "小社园院校厂库街景片新矿治".contains(*c));
        *at > from + 1 && ("县旗市".contains(**c) || (**c == '区' && !estate))
    });
    ends.next().map(|(at, _)| at + 1)
}

fn fold_emails(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut folded = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let local = run(&chars, at, is_local);
        let sign = at + local;
        let domain = run(&chars, sign + 1, is_domain);
        let is_sign = chars.get(sign).is_some_and(|c| half_width(*c) == '@');
        let end = sign + 1 + domain;
        if local > 0
            && is_sign
            && domain > 2
            && chars[sign + 1..end].iter().any(|c| half_width(*c) == '.')
        {
            folded.push_str(&email(&chars[at..end].iter().collect::<String>()));
            at = end;
        } else {
            let step = local.max(1);
            folded.extend(&chars[at..at + step]);
            at += step;
        }
    }
    folded
}

fn is_local(c: char) -> bool {
    let c = half_width(c);
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

fn is_domain(c: char) -> bool {
    let c = half_width(c);
    c.is_ascii_alphanumeric() || ".-".contains(c)
}

fn run(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    chars.iter().skip(from).take_while(|c| belongs(**c)).count()
}

fn fold_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut folded = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if !half_width(chars[at]).is_ascii_digit() {
            folded.push(chars[at]);
            at += 1;
            continue;
        }
        let groups = groups(&chars, at);
        let known = (0..groups.len())
            .rev()
            .find_map(|last| Some((last, joined(&chars, &groups[..=last])?)));
        match known {
            Some((last, masked)) => {
                folded.push_str(&masked);
                at = groups[last].1;
            }
            None => {
                let end = groups.first().map_or(at + 1, |group| group.1);
                folded.extend(&chars[at..end]);
                at = end;
            }
        }
    }
    folded
}

/// Groups of digits parted by one blank or dash, as people write long numbers; each as its begin
/// and end. An X that ends an identity number belongs to its group. No more than ten.
fn groups(chars: &[char], from: usize) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut at = from;
    while groups.len() < 10 {
        let digits = run(chars, at, |c| half_width(c).is_ascii_digit());
        if digits == 0 {
            break;
        }
        let mut end = at + digits;
        let x = chars.get(end).is_some_and(|c| half_width(*c).eq_ignore_ascii_case(&'x'));
        end += usize::from(x);
        groups.push((at, end));
        if x || !chars.get(end).is_some_and(|c| matches!(half_width(*c), ' ' | '-')) {
            break;
        }
        at = end + 1;
    }
    groups
}

/// The groups read as one number, masked if it is one that is nobody's business. A number that
/// stands by itself is not joined with its neighbours.
fn joined(chars: &[char], groups: &[(usize, usize)]) -> Option<String> {
    let text_of = |(from, to): &(usize, usize)| -> String {
        chars[*from..*to].iter().copied().map(half_width).collect()
    };
    let texts: Vec<String> = groups.iter().map(text_of).collect();
    if texts.len() > 1 && texts.iter().any(|text| masked(text, true).is_some()) {
        return None;
    }
    masked(&texts.concat(), texts.len() == 1)
}

fn masked(number: &str, whole: bool) -> Option<String> {
    let digits = number.trim_end_matches(['x', 'X']);
    let mobile = |digits: &str| {
        digits.len() == 11 && digits.starts_with('1') && !digits[1..].starts_with(['0', '1', '2'])
    };
    let rest = |prefix| digits.strip_prefix(prefix).is_some_and(mobile);
    let is_phone = mobile(digits) || rest("86") || rest("0086") || rest("0");
    // 0775-2812345, 010 12345678
    let landline = digits.starts_with('0') && (10..=12).contains(&digits.len());
    match (digits.len(), number.len()) {
        (17, 18) | (18, 18) | (15, 15) => Some(id_number(number)),
        (16.., _) if whole || digits.len() <= 19 => Some(bank_card(digits)),
        _ if is_phone => Some(phone(digits)),
        _ if landline => Some(phone(digits)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
