//! A mail server on loopback that speaks real SMTP and misbehaves on command.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A moment in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the greeting.
    Connect,
    /// At EHLO.
    Hello,
    /// At AUTH.
    SignIn,
    /// At MAIL FROM.
    Sender,
    /// At RCPT TO.
    Recipient,
    /// At the command DATA.
    Data,
    /// In the middle of the message.
    MidMessage,
    /// After the final dot, before the answer.
    End,
    /// After the message was taken.
    Taken,
}

/// How the server treats one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Accept,
    /// Answers with this code at that moment.
    Refuse(Moment, u16),
    /// Never answers from that moment on, and keeps the line open.
    Stall(Moment),
    /// Hangs up at that moment without a word.
    Drop(Moment),
}

/// A message that the server took.
#[derive(Debug, Clone)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message as it came, dots unstuffed.
    pub wire: String,
    /// What AUTH PLAIN carried, if anything did.
    pub login: Option<String>,
}

#[derive(Debug)]
struct Memory {
    usual: Manner,
    next: VecDeque<Manner>,
    received: Vec<Received>,
    connections: usize,
    commands: Vec<String>,
}

/// The server; it ends with the value.
#[derive(Debug)]
pub struct SmtpServer {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl SmtpServer {
    /// Listens on a free port of loopback.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let memory = Arc::new(Mutex::new(Memory {
            usual: Manner::Accept,
            next: VecDeque::new(),
            received: Vec::new(),
            connections: 0,
            commands: Vec::new(),
        }));
        let shared = memory.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                let manner = {
                    let mut memory = shared.lock().unwrap();
                    memory.connections += 1;
                    memory.next.pop_front().unwrap_or(memory.usual)
                };
                tokio::spawn(async move { Line::new(stream, manner, shared).serve().await });
            }
        });
        Self { address, memory, listening }
    }

    /// The `MAIL_URL` of this server.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The same with a user and a password.
    pub fn url_with_login(&self, user: &str, password: &str) -> String {
        format!("smtp://{user}:{password}@{}", self.address)
    }

    /// From now on.
    pub fn behave(&self, manner: Manner) {
        self.memory.lock().unwrap().usual = manner;
    }

    /// For the next connections, one each; then as usual.
    pub fn behave_next(&self, manners: impl IntoIterator<Item = Manner>) {
        self.memory.lock().unwrap().next.extend(manners);
    }

    /// The messages taken so far.
    pub fn received(&self) -> Vec<Received> {
        self.memory.lock().unwrap().received.clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.memory.lock().unwrap().connections
    }

    /// Every command heard, in order.
    pub fn commands(&self) -> Vec<String> {
        self.memory.lock().unwrap().commands.clone()
    }
}

/// One connection.
struct Line {
    stream: BufReader<TcpStream>,
    manner: Manner,
    memory: Arc<Mutex<Memory>>,
    from: String,
    to: Vec<String>,
    login: Option<String>,
}

/// Why a conversation ended.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Over
    }
}

impl Line {
    fn new(stream: TcpStream, manner: Manner, memory: Arc<Mutex<Memory>>) -> Self {
        let stream = BufReader::new(stream);
        Self { stream, manner, memory, from: String::new(), to: Vec::new(), login: None }
    }

    async fn serve(mut self) {
        if self.answer(Moment::Connect, "220 test ESMTP").await.is_err() {
            return;
        }
        while let Ok(line) = self.read_line().await {
            self.memory.lock().unwrap().commands.push(line.clone());
            if self.obey(&line).await.is_err() {
                return;
            }
        }
    }

    async fn obey(&mut self, line: &str) -> Result<(), Over> {
        let upper = line.to_ascii_uppercase();
        match upper.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" | "HELO" => {
                self.answer(Moment::Hello, "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN").await
            }
            "AUTH" => {
                self.login = line.split(' ').nth(2).map(str::to_owned);
                self.answer(Moment::SignIn, "235 2.7.0 welcome").await
            }
            "MAIL" => {
                self.from = in_brackets(line);
                self.answer(Moment::Sender, "250 2.1.0 ok").await
            }
            "RCPT" => {
                self.to.push(in_brackets(line));
                self.answer(Moment::Recipient, "250 2.1.5 ok").await
            }
            "DATA" => self.take_message().await,
            "NOOP" | "RSET" => self.say("250 2.0.0 ok").await,
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                Err(Over)
            }
            _ => self.say("500 5.5.2 what?").await,
        }
    }

    async fn take_message(&mut self) -> Result<(), Over> {
        self.answer(Moment::Data, "354 go on").await?;
        if matches!(self.manner, Manner::Refuse(Moment::Data, _)) {
            return Ok(());
        }
        let mut wire = String::new();
        loop {
            self.misbehave(Moment::MidMessage).await?;
            let line = self.read_line().await?;
            if line == "." {
                break;
            }
            wire.push_str(line.strip_prefix('.').unwrap_or(&line));
            wire.push_str("\r\n");
        }
        self.misbehave(Moment::End).await?;
        if let Manner::Refuse(Moment::End, _) = self.manner {
            return self.answer(Moment::End, "").await;
        }
        let message = Received {
            from: std::mem::take(&mut self.from),
            to: std::mem::take(&mut self.to),
            wire,
            login: self.login.clone(),
        };
        let count = {
            let mut memory = self.memory.lock().unwrap();
            memory.received.push(message);
            memory.received.len()
        };
        self.say(&format!("250 2.0.0 queued as {count}")).await?;
        self.misbehave(Moment::Taken).await
    }

    /// Says what is usual at that moment, unless the manner is another.
    async fn answer(&mut self, moment: Moment, usual: &str) -> Result<(), Over> {
        self.misbehave(moment).await?;
        match self.manner {
            Manner::Refuse(at, code) if at == moment => {
                let to = self.to.last().cloned().unwrap_or_default();
                self.say(&format!("{code} refused at {moment:?} <{to}>")).await?;
                if code == 421 || moment == Moment::Connect { Err(Over) } else { Ok(()) }
            }
            _ => self.say(usual).await,
        }
    }

    /// Stalls or hangs up if this is the moment.
    async fn misbehave(&mut self, moment: Moment) -> Result<(), Over> {
        match self.manner {
            Manner::Drop(at) if at == moment => Err(Over),
            Manner::Stall(at) if at == moment => {
                // Reads on without a word, until the other side has had enough.
                let mut sink = [0; 1024];
                while self.stream.read(&mut sink).await? > 0 {}
                Err(Over)
            }
            _ => Ok(()),
        }
    }

    async fn say(&mut self, text: &str) -> Result<(), Over> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        Ok(stream.flush().await?)
    }

    async fn read_line(&mut self) -> Result<String, Over> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(Over);
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

fn in_brackets(line: &str) -> String {
    let rest = line.split_once('<').map(|(_, rest)| rest).unwrap_or_default();
    rest.split('>').next().unwrap_or_default().to_owned()
}
