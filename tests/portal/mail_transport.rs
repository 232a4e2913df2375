//! Every way in which a mail server can misbehave, and what the outbox is told of it.

use crate::harness::eml::Eml;
use crate::harness::smtp::{Manner, Moment, SmtpServer};
use std::time::{Duration, Instant};
use yimen::mail::{Limits, MailError, Mailer, Message, Sent};

const FROM: &str = "一门法务 <no-reply@yimen.example>";
const TO: &str = "zhang.san@shop.example";

fn short() -> Limits {
    let limit = Duration::from_millis(300);
    Limits { connect: limit, command: limit, taking: limit }
}

fn message() -> Message {
    Message {
        id: "0192-abc".to_owned(),
        to: TO.to_owned(),
        to_name: "张三".to_owned(),
        lang: "zh-CN".to_owned(),
        subject: "已收到：YM26-7K3F-92QX-C，请留好这个编号，这是一个很长很长的标题".to_owned(),
        text: "您好：\n\n.单独一个点开头的行\n.\n第二段 👍\n".to_owned(),
        html: "<p>您好：<b>办到哪一步</b></p>".to_owned(),
        unsubscribe: None,
    }
}

async fn send_to(server: &SmtpServer) -> Result<Sent, MailError> {
    let mailer = Mailer::from_url(&server.url(), FROM).unwrap().with_limits(short());
    let start = Instant::now();
    let result = mailer.send(&message()).await;
    let limit = short().connect * 2 + Duration::from_millis(700);
    assert!(start.elapsed() < limit, "took {:?}", start.elapsed());
    result
}

#[tokio::test]
async fn a_message_arrives_once_and_whole() {
    let server = SmtpServer::start().await;
    let sent = send_to(&server).await.unwrap();
    assert_eq!(sent.message_id, "<0192-abc@yimen.example>");
    assert!(sent.answer.contains("queued as 1"), "{}", sent.answer);
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].from, "no-reply@yimen.example");
    assert_eq!(received[0].to, [TO]);
    assert!(received[0].wire.is_ascii());
    assert!(received[0].wire.lines().all(|line| line.len() <= 998));
    let eml = Eml::read(&received[0].wire);
    assert_eq!(eml.one("subject"), message().subject);
    assert_eq!(eml.text.replace("\r\n", "\n"), message().text);
    assert_eq!(eml.html, message().html);
    assert_eq!(eml.one("message-id"), sent.message_id);
    assert_eq!(eml.one("auto-submitted"), "auto-generated");
    assert_eq!(eml.one("content-language"), "zh-CN");
    assert!(eml.one("from").contains("一门法务"), "{}", eml.one("from"));
    assert!(eml.one("to").contains("张三"), "{}", eml.one("to"));
    assert!(!eml.one("date").is_empty());
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn a_no_is_told_from_a_not_now() {
    use Moment::{Connect, Data, End, Hello, Recipient, Sender};
    // Before a message was shown a refusal is no verdict on it: it waits.
    let temporary = [
        (Connect, 421),
        (Connect, 554),
        (Hello, 421),
        (Hello, 550),
        (Sender, 451),
        (Sender, 530),
        (Recipient, 421),
        (Recipient, 450),
        (Recipient, 452),
        (Data, 421),
        (Data, 451),
        (End, 421),
        (End, 450),
    ];
    let permanent =
        [(Sender, 550), (Recipient, 550), (Recipient, 553), (Data, 554), (End, 550), (End, 552)];
    let server = SmtpServer::start().await;
    for (wait, cases) in [(true, &temporary[..]), (false, &permanent[..])] {
        for &(moment, code) in cases {
            server.behave(Manner::Refuse(moment, code));
            let error = send_to(&server).await.expect_err("refused");
            assert_eq!(error.is_temporary(), wait, "{code} at {moment:?}: {error}");
            assert!(error.to_string().contains(&code.to_string()), "{error}");
            assert!(!error.to_string().contains(TO), "{error}");
        }
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_server_that_stalls_or_hangs_up_is_tried_again() {
    use Moment::{Connect, Data, End, Hello, MidMessage, Recipient, Sender};
    let server = SmtpServer::start().await;
    for moment in [Connect, Hello, Sender, Recipient, Data, MidMessage, End] {
        for manner in [Manner::Stall(moment), Manner::Drop(moment)] {
            server.behave(manner);
            let error = send_to(&server).await.expect_err("no answer");
            assert!(error.is_temporary(), "{manner:?}: {error}");
        }
    }
    assert!(server.received().is_empty());
    server.behave(Manner::Accept);
    send_to(&server).await.unwrap();
    assert_eq!(server.received().len(), 1);
}

/// The server has taken the message: whatever it does then must not send it a second time.
#[tokio::test]
async fn taken_is_taken_whatever_comes_after() {
    let server = SmtpServer::start().await;
    for manner in [Manner::Drop(Moment::Taken), Manner::Stall(Moment::Taken)] {
        server.behave(manner);
        let mailer = Mailer::from_url(&server.url(), FROM).unwrap().with_limits(short());
        mailer.send(&message()).await.unwrap();
    }
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn the_same_job_is_the_same_message() {
    let server = SmtpServer::start().await;
    send_to(&server).await.unwrap();
    send_to(&server).await.unwrap();
    let ids: Vec<String> = server
        .received()
        .iter()
        .map(|received| Eml::read(&received.wire).one("message-id").to_owned())
        .collect();
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn no_name_or_subject_writes_a_header_or_a_command() {
    let server = SmtpServer::start().await;
    let mailer = Mailer::from_url(&server.url(), FROM).unwrap().with_limits(short());
    for evil in [
        "张三\r\nBcc: other@evil.example",
        "张三\nRCPT TO:<other@evil.example>",
        "a\r\n\r\n.\r\nMAIL FROM:<x@y>\r\n",
        "\u{2028}\u{85}\0\"quoted\\\"",
    ] {
        let evil_message =
            Message { to_name: evil.into(), subject: evil.into(), lang: evil.into(), ..message() };
        mailer.send(&evil_message).await.unwrap();
        let last = server.received().pop().unwrap();
        assert_eq!(last.to, [TO]);
        let eml = Eml::read(&last.wire);
        assert!(eml.all("bcc").is_empty() && eml.all("cc").is_empty());
        assert_eq!(eml.html, message().html);
        eml.one("subject");
    }
    for to in ["nobody", "a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example", ""] {
        let error = mailer.send(&Message { to: to.into(), ..message() }).await.expect_err(to);
        assert!(matches!(error, MailError::Permanent(_)), "{to}");
    }
    let recipients = server.commands().iter().filter(|c| c.starts_with("RCPT")).count();
    assert_eq!(recipients, 4, "a bad address never reaches the server");
}

#[tokio::test]
async fn an_address_that_the_server_cannot_take_is_permanent() {
    let server = SmtpServer::start().await;
    let mailer = Mailer::from_url(&server.url(), FROM).unwrap().with_limits(short());
    let message = Message { to: "张三@shop.example".to_owned(), ..message() };
    assert!(matches!(mailer.send(&message).await, Err(MailError::Permanent(_))));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn signing_in_and_being_turned_away() {
    let server = SmtpServer::start().await;
    let url = server.url_with_login("yimen%40a.example", "p%3Aw");
    let mailer = Mailer::from_url(&url, FROM).unwrap().with_limits(short());
    mailer.send(&message()).await.unwrap();
    let login = server.received()[0].login.clone().expect("signed in");
    let login = data_encoding::BASE64.decode(login.as_bytes()).unwrap();
    assert_eq!(login, b"\0yimen@a.example\0p:w");
    for manner in [
        Manner::Refuse(Moment::SignIn, 535),
        Manner::Refuse(Moment::SignIn, 454),
        Manner::Stall(Moment::SignIn),
        Manner::Drop(Moment::SignIn),
    ] {
        server.behave(manner);
        let error = mailer.send(&message()).await.expect_err("turned away");
        assert!(error.is_temporary(), "the password is at fault, not the message: {error}");
        assert!(!format!("{error} {mailer:?}").contains("p:w"));
    }
}

#[tokio::test]
async fn without_the_tls_that_was_asked_for_nothing_is_said() {
    let server = SmtpServer::start().await;
    let login = server.url_with_login("user", "secret");
    for url in [format!("{login}?starttls=required"), login.replace("smtp://", "smtps://")] {
        let mailer = Mailer::from_url(&url, FROM).unwrap().with_limits(short());
        assert!(mailer.send(&message()).await.expect_err("no TLS").is_temporary());
        assert!(mailer.check().await.is_err());
    }
    let said = server.commands().join("\n");
    assert!(!said.contains("AUTH") && !said.contains("MAIL"), "{said}");
}

#[tokio::test]
async fn nobody_there() {
    let gone = SmtpServer::start().await;
    let url = gone.url();
    drop(gone);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mailer = Mailer::from_url(&url, FROM).unwrap().with_limits(short());
    assert!(mailer.send(&message()).await.expect_err("refused").is_temporary());
    assert!(mailer.check().await.is_err());
}

#[tokio::test]
async fn readiness_asks_and_sends_nothing() {
    let server = SmtpServer::start().await;
    let mailer = Mailer::from_url(&server.url(), FROM).unwrap();
    mailer.check().await.unwrap();
    assert!(server.commands().contains(&"NOOP".to_owned()));
    server.behave(Manner::Stall(Moment::Connect));
    let start = Instant::now();
    assert!(mailer.check().await.is_err());
    assert!(start.elapsed() < Duration::from_millis(2600), "{:?}", start.elapsed());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_folder_holds_one_file_per_job() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail/out");
    let mailer = Mailer::from_url(&format!("file:{}", path.display()), FROM).unwrap();
    mailer.check().await.unwrap();
    mailer.send(&message()).await.unwrap();
    mailer.send(&message()).await.unwrap();
    let names: Vec<_> = std::fs::read_dir(&path).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, ["0192-abc.eml"]);
    let eml = Eml::read(&std::fs::read_to_string(path.join("0192-abc.eml")).unwrap());
    assert_eq!(eml.one("subject"), message().subject);
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "in the way").unwrap();
    let mailer = Mailer::from_url(&format!("file:{}", blocked.display()), FROM).unwrap();
    assert!(mailer.check().await.is_err());
    assert!(mailer.send(&message()).await.expect_err("blocked").is_temporary());
}

#[tokio::test]
async fn memory_remembers_and_wrong_urls_are_refused() {
    let mailer = Mailer::from_url("memory:", FROM).unwrap();
    mailer.clone().send(&message()).await.unwrap();
    assert_eq!(mailer.messages(), [message()]);
    for (url, from) in
        [("", FROM), ("mail", FROM), ("http://x", FROM), ("file:", FROM), ("memory:", "nobody")]
    {
        let error = Mailer::from_url(url, from).expect_err(url).to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

/// What the outbox does: again while it is temporary, and never after a success.
#[tokio::test]
async fn trying_again_gets_through_and_the_message_is_there_once() {
    let server = SmtpServer::start().await;
    server.behave_next([
        Manner::Drop(Moment::MidMessage),
        Manner::Refuse(Moment::Recipient, 450),
        Manner::Stall(Moment::End),
    ]);
    let mailer = Mailer::from_url(&server.url(), FROM).unwrap().with_limits(short());
    let mut tries = 1;
    while let Err(error) = mailer.send(&message()).await {
        assert!(error.is_temporary(), "{error}");
        tries += 1;
    }
    assert_eq!((tries, server.connections(), server.received().len()), (4, 4, 1));
}
