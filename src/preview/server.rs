//! The server: what is shown, over HTTP, to those it was started for.
//!
//! Made on the standard library: a preview answers a browser or two, and every server
//! library that is still kept brings an asynchronous runtime of forty crates for that. One
//! thread answers one connection; a page that listens for changes keeps its own.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};

use super::http::{self, Head, Request};
use super::overlay;
use super::stage::{Opened, Stage, Told, open};

/// Most connections at a time.
const MOST: usize = 200;
/// How often a silent page is written to, so that one that is gone is noticed.
const BREATH: Duration = Duration::from_secs(15);
const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// A server that listens.
pub(super) struct Server {
    listener: TcpListener,
    /// Where.
    pub(super) address: SocketAddr,
    hosts: Hosts,
}

/// The names a request may be addressed to. A page of another site can make a browser
/// connect here under its own name; it is not answered.
#[derive(Clone, Debug)]
struct Hosts {
    names: Vec<String>,
    /// Listening on every address of the machine: any of them will do. Numbers cannot be
    /// made to point elsewhere, as names can.
    any_number: bool,
    port: u16,
}

impl Hosts {
    fn answers(&self, host: Option<&str>) -> bool {
        let Some(host) = host else { return false };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port != Some(self.port) {
            return false;
        }
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        self.names.iter().any(|known| known.eq_ignore_ascii_case(bare))
            || (self.any_number && bare.parse::<IpAddr>().is_ok())
    }
}

impl Server {
    /// Listens on `port` of `host`, or on one of the `spare` ones after it that is free.
    ///
    /// # Errors
    /// When there is no such host, or no port is free.
    pub(super) fn listen(host: &str, port: u16, spare: u16) -> Result<Server> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let mut last = None;
        let spare = if port == 0 { 0 } else { spare };
        for port in port..=port.saturating_add(spare) {
            let unknown = |_| Error::usage(format!("没有“{host}”这个地址；只在本机预览不用写“--host”"));
            let addresses: Vec<SocketAddr> = (bare, port).to_socket_addrs().map_err(unknown)?.collect();
            match TcpListener::bind(addresses.as_slice()) {
                Ok(listener) => return Server::new(listener, bare),
                // On Windows a port that is reserved is refused, not busy.
                Err(cause) if matches!(cause.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {
                    last = Some(cause);
                }
                Err(cause) if cause.kind() == io::ErrorKind::AddrNotAvailable => {
                    return Err(Error::usage(format!(
                        "“{host}”不是这台机器的地址；本机各地址都可用时写“--host 0.0.0.0”"
                    )));
                }
                Err(cause) => return Err(listening(port, spare, cause)),
            }
        }
        Err(listening(port, spare, last.unwrap_or_else(|| io::Error::from(io::ErrorKind::AddrInUse))))
    }

    fn new(listener: TcpListener, host: &str) -> Result<Server> {
        let address = listener.local_addr().map_err(|cause| listening(0, 0, cause))?;
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        names.extend([host.to_owned(), address.ip().to_string()]);
        let hosts = Hosts { names, any_number: address.ip().is_unspecified(), port: address.port() };
        Ok(Server { listener, address, hosts })
    }

    /// Answers until `over`.
    pub(super) fn run(self, stage: &Arc<Stage>, over: &Arc<AtomicBool>) {
        let open = Arc::new(AtomicUsize::new(0));
        for stream in self.listener.incoming() {
            if over.load(Ordering::SeqCst) {
                return;
            }
            // One that was given up before it was taken.
            let Ok(mut stream) = stream else { continue };
            if open.fetch_add(1, Ordering::SeqCst) >= MOST {
                open.fetch_sub(1, Ordering::SeqCst);
                let _ = stream.set_write_timeout(Some(Duration::from_millis(100)));
                let _ = Head::new(503, PLAIN).answer(&mut stream, "连接太多，请稍后再试\n".as_bytes(), false);
                continue;
            }
            let (stage, hosts, open) = (Arc::clone(stage), self.hosts.clone(), Arc::clone(&open));
            thread::spawn(move || {
                let _counted = Counted(open);
                // A reader that goes away in the middle is no fault of ours.
                let _ = connection(&mut stream, &hosts, &stage);
                finish(stream);
            });
        }
    }
}

/// Counts a connection until it ends, however it ends.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn listening(port: u16, spare: u16, cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::AddrInUse if spare == 0 => {
            Error::refused(format!("端口 {port} 已被占用；请另写一个，如“--port 8000”，或不写“--port”"))
        }
        io::ErrorKind::AddrInUse => {
            Error::refused(format!("端口 {port} 和其后的 {spare} 个都已被占用；请另写一个，如“--port 8000”"))
        }
        io::ErrorKind::PermissionDenied => Error::refused(format!(
            "没有使用端口 {port} 的权限（1024 以下的要管理员才能用）；请另写一个，如“--port 8000”"
        )),
        _ => Error::file("监听端口", Path::new(&port.to_string()), cause),
    }
}

/// Wakes a server that waits for a connection, so that it sees that it is over.
pub(super) fn wake(address: SocketAddr) {
    let mut address = address;
    if address.ip().is_unspecified() {
        let here = if address.is_ipv4() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { IpAddr::V6(Ipv6Addr::LOCALHOST) };
        address.set_ip(here);
    }
    let _ = TcpStream::connect_timeout(&address, Duration::from_secs(1));
}

/// Ends a connection so that the answer arrives: what was sent and not read would
/// otherwise take the answer with it.
fn finish(mut stream: TcpStream) {
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
    let mut scrap = [0_u8; 4096];
    for _ in 0..16 {
        if !matches!(stream.read(&mut scrap), Ok(read) if read > 0) {
            return;
        }
    }
}

fn connection(stream: &mut TcpStream, hosts: &Hosts, stage: &Arc<Stage>) -> io::Result<()> {
    let request = match http::read(stream) {
        Ok(request) => request,
        Err(0) => return Ok(()),
        Err(status) => return Head::new(status, PLAIN).answer(stream, "请求无效\n".as_bytes(), false),
    };
    let only_head = request.method == "HEAD";
    if !hosts.answers(request.host.as_deref()) {
        let say = "预览只回答启动时指定的地址；从别的机器看，请用“nianbao serve --host 本机地址”启动\n";
        return Head::new(403, PLAIN).answer(stream, say.as_bytes(), only_head);
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Head::new(405, PLAIN).with("Allow", "GET, HEAD").answer(stream, "只能读取\n".as_bytes(), false);
    }
    match request.path.as_str() {
        "/__nianbao/events" if !only_head => events(stream, &request, stage),
        "/__nianbao/live.js" => {
            Head::new(200, http::kind("live.js", true)).answer(stream, overlay::SCRIPT.as_bytes(), only_head)
        }
        _ => page(stream, &request, stage),
    }
}

fn page(stream: &mut TcpStream, request: &Request, stage: &Stage) -> io::Result<()> {
    let only_head = request.method == "HEAD";
    let showing = stage.showing();
    match open(&showing, &request.path) {
        Opened::Made { address, bytes, seen } => {
            let kind = http::kind(&address, true);
            match overlay::with_script(&bytes, seen).filter(|_| kind == HTML) {
                Some(page) => Head::new(200, HTML).answer(stream, &page, only_head),
                None => http::send_file(stream, kind, Cursor::new(&*bytes), request),
            }
        }
        Opened::Attached { address, path } => match attached(&showing.view.root, &path) {
            Ok(file) => http::send_file(stream, http::kind(&address, false), file, request),
            Err(_) => Head::new(404, PLAIN).answer(stream, "文件已不在\n".as_bytes(), only_head),
        },
        Opened::Redirect(to) => {
            let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
            Head::new(301, PLAIN).with("Location", format!("{to}{query}")).answer(stream, b"", only_head)
        }
        Opened::Nothing { bytes, seen } => {
            let page = overlay::with_script(&bytes, seen);
            Head::new(404, HTML).answer(stream, page.as_ref().unwrap_or(&bytes), only_head)
        }
        Opened::Refused { fault, seen } => {
            let page = refused(&fault.to_string());
            let page = overlay::with_script(page.as_bytes(), seen).unwrap_or_default();
            Head::new(500, HTML).answer(stream, &page, only_head)
        }
    }
}

/// The page in place of one that cannot be made.
fn refused(fault: &str) -> String {
    let mut words = String::new();
    crate::render::escape(fault, &mut words);
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>不能生成</title></head>\
         <body><h1>这个页面不能生成</h1><p>{words}</p><p>改正并保存后，本页自动刷新。</p></body></html>\n"
    )
}

/// Opens a file of the office, unless it has become a link that leads out of the site.
fn attached(root: &Path, path: &Path) -> io::Result<File> {
    let real = path.canonicalize()?;
    if !real.starts_with(root.join("content").canonicalize()?) || path.symlink_metadata()?.is_symlink() {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    }
    let file = File::open(real)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::from(io::ErrorKind::NotFound)) }
}

/// Tells an open page what is new, until it goes.
fn events(stream: &mut TcpStream, request: &Request, stage: &Stage) -> io::Result<()> {
    let asked = |name: &str| {
        request
            .query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    };
    let page = percent_encoding::percent_decode_str(asked("page").unwrap_or("/")).decode_utf8_lossy().into_owned();
    let seen = asked("seen").and_then(|seen| u64::from_str_radix(seen, 16).ok()).unwrap_or_default();
    Head::new(200, "text/event-stream").send(stream, None)?;
    stream.write_all(b"retry: 500\n: \n\n")?;
    let (number, told) = stage.join(&page, seen);
    let result = loop {
        let text = match told.recv_timeout(BREATH) {
            Ok(Told::Reload) => "event: reload\ndata: \n\n".to_owned(),
            // JSON is one line: its line ends are written as `\n`.
            Ok(Told::Notes(notes)) => format!("event: notes\ndata: {notes}\n\n"),
            Err(RecvTimeoutError::Timeout) => ": \n\n".to_owned(),
            Err(RecvTimeoutError::Disconnected) => break Ok(()),
        };
        if let Err(cause) = stream.write_all(text.as_bytes()) {
            break Err(cause);
        }
    };
    stage.leave(number);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_refused_is_told_with_what_to_type() {
        for (kind, spare, words) in [
            (io::ErrorKind::AddrInUse, 50, "端口 80 和其后的 50 个都已被占用"),
            (io::ErrorKind::AddrInUse, 0, "端口 80 已被占用"),
            (io::ErrorKind::PermissionDenied, 50, "没有使用端口 80 的权限"),
        ] {
            let said = listening(80, spare, io::Error::from(kind)).to_string();
            assert!(said.contains(words) && said.contains("“--port 8000”") && !said.contains("文件夹"), "{said}");
        }
    }

    #[test]
    fn only_the_names_it_was_started_for() {
        let hosts = |any_number| Hosts {
            names: ["localhost", "127.0.0.1", "::1", "192.168.1.5"].map(str::to_owned).to_vec(),
            any_number,
            port: 4000,
        };
        for host in ["localhost:4000", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000", "192.168.1.5:4000"] {
            assert!(hosts(false).answers(Some(host)), "{host}");
        }
        for host in ["evil.example:4000", "localhost", "localhost:80", "192.168.1.6:4000", "", "127.0.0.1.evil:4000"] {
            assert!(!hosts(false).answers(Some(host)), "{host}");
        }
        assert!(!hosts(false).answers(None));
        assert!(hosts(true).answers(Some("10.0.0.7:4000")) && !hosts(true).answers(Some("evil.example:4000")));
    }
}
