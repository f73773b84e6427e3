//! Asks a host for files, and believes nothing it says.
//!
//! HTTP/1.0, one connection a file: the answer then ends with the connection and comes in
//! one piece, so that nothing but its head has to be understood. Bytes, head, time and
//! redirects are bounded. There is no https here: a library for it would weigh more than
//! the rest of the command; `docs/deploy.md` says what to do instead.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, Result};
use crate::publish::manifest::Entry;

use super::measured;

/// Longest head of an answer, in bytes.
const HEAD: usize = 32 << 10;
/// Longest wait for a connection, and for the next byte.
const WAIT: Duration = Duration::from_secs(15);
/// Slowest host that is waited for: a minute, and a second for each so many bytes.
const PATIENCE: Duration = Duration::from_secs(60);
const SLOWEST: u64 = 10 << 10;
/// What stands in a path as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A site on a host.
pub(super) struct Host {
    /// `name:port`, as the host is asked for.
    name: String,
    /// Where the connection goes.
    socket: String,
    /// The site's folder, with `/` at both ends.
    folder: String,
}

impl Host {
    /// The site at an `http://` address.
    pub(super) fn at(address: &str) -> Result<Host> {
        let bad = |why: &str| Error::usage(format!("“{address}”{why}"));
        if address.starts_with("https://") {
            return Err(bad(
                "是 https 地址，本命令只能读 http；请按 docs/deploy.md 的办法，在服务器上核对文件夹，或经本机转发",
            ));
        }
        let rest = address.strip_prefix("http://").ok_or_else(|| bad("应以 http:// 开头"))?;
        // What is written into a request must not end its line.
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) || rest.contains(['?', '#', '@']) {
            return Err(bad("不是网站的地址：应为 http://主机/文件夹/，不带 ?、#、@，中文写成 %XX"));
        }
        let (name, folder) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() || name.starts_with(':') {
            return Err(bad("没有写主机名"));
        }
        let folder = folder.strip_suffix("index.html").unwrap_or(folder).trim_matches('/');
        let folder = if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") };
        // A colon outside the brackets of an IPv6 address stands before the port.
        let port = name.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        let socket = if port.is_some() { name.to_owned() } else { format!("{name}:80") };
        Ok(Host { name: name.to_owned(), socket, folder })
    }

    /// The address of a file.
    pub(super) fn address(&self, route: &str) -> String {
        format!("http://{}{}{}", self.name, self.folder, utf8_percent_encode(route, PATH))
    }

    /// A whole file, of at most `limit` bytes.
    pub(super) fn read(&self, route: &str, limit: u64) -> Result<Vec<u8>> {
        let refused = |why: String| Error::refused(format!("读取“{}”失败：{why}", self.address(route)));
        let answer = self.ask(route, limit).map_err(refused)?;
        let answer = answer.ok_or_else(|| refused("没有这个文件；这里不是本程序生成的网站，或没有传完".to_owned()))?;
        let mut bytes = Vec::new();
        answer.take(limit).read_to_end(&mut bytes).map_err(|cause| refused(say(&cause)))?;
        Ok(bytes)
    }

    /// Size and fingerprint of a file, read as far as `limit`; `None` when it is not there.
    pub(super) fn measure(&self, route: &str, limit: u64) -> std::result::Result<Option<Entry>, String> {
        let Some(answer) = self.ask(route, limit)? else { return Ok(None) };
        measured(answer, limit).map(Some).map_err(|cause| say(&cause))
    }

    /// Asks for a file; gives its bytes to be read.
    fn ask(&self, route: &str, limit: u64) -> std::result::Result<Option<impl Read>, String> {
        let end = Instant::now() + PATIENCE + Duration::from_secs(limit / SLOWEST);
        let stream = self.connect().map_err(|cause| say(&cause))?;
        let mut answer = BufReader::new(Bounded { stream, end });
        let path = format!("{}{}", self.folder, utf8_percent_encode(route, PATH));
        let request = format!(
            "GET {path} HTTP/1.0\r\nHost: {}\r\nUser-Agent: nianbao\r\nAccept-Encoding: identity\r\nCache-Control: no-cache\r\n\r\n",
            self.name
        );
        answer.get_mut().stream.write_all(request.as_bytes()).map_err(|cause| say(&cause))?;
        match head(&mut answer)? {
            200 => Ok(Some(answer)),
            404 | 410 => Ok(None),
            code @ 300..400 => Err(format!("服务器要转到别处（状态 {code}），没有跟去；请直接写那里的地址")),
            code => Err(format!("服务器回答状态 {code}")),
        }
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for place in self.socket.to_socket_addrs()? {
            match TcpStream::connect_timeout(&place, WAIT) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(WAIT))?;
                    stream.set_write_timeout(Some(WAIT))?;
                    return Ok(stream);
                }
                Err(cause) => last = cause,
            }
        }
        Err(last)
    }
}

/// Reads the head of an answer; gives its status. What follows is the file.
fn head(answer: &mut impl Read) -> std::result::Result<u16, String> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        if text.len() > HEAD {
            return Err("服务器的回答不合规范：开头太长".to_owned());
        }
        match answer.read(&mut byte) {
            Ok(0) => return Err("服务器没有答完就断开了".to_owned()),
            Ok(_) => text.push(byte[0]),
            Err(cause) => return Err(say(&cause)),
        }
    }
    let mut lines = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Response::new(&mut lines);
    parsed.parse(&text).map_err(|_| "服务器的回答不合规范".to_owned())?;
    let is_plain = |header: &httparse::Header<'_>| {
        let changes =
            ["Transfer-Encoding", "Content-Encoding"].iter().any(|name| header.name.eq_ignore_ascii_case(name));
        !changes || header.value.eq_ignore_ascii_case(b"identity")
    };
    if !parsed.headers.iter().all(is_plain) {
        return Err("服务器把文件压缩或分段发送，读不到原样".to_owned());
    }
    parsed.code.ok_or_else(|| "服务器的回答不合规范".to_owned())
}

/// A connection that is given up when its time is over, however slowly it drips.
struct Bounded {
    stream: TcpStream,
    end: Instant,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.end {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.read(buffer)
    }
}

fn say(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "等了太久没有答完".to_owned(),
        io::ErrorKind::ConnectionRefused => "服务器没有开，或端口不对".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => "服务器断开了连接".to_owned(),
        _ => format!("连不上（{cause}）"),
    }
}
