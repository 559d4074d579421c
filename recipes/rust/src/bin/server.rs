// An echo server with tungstenite: cargo run --release --bin server [PORT]
use std::net::{TcpListener, TcpStream};
use std::thread;
use tungstenite::{accept, Message};

fn echo(stream: TcpStream) {
    let Ok(mut socket) = accept(stream) else { return };
    // Many cases break a rule, and the connection fails.
    while let Ok(message) = socket.read() {
        if matches!(message, Message::Text(_) | Message::Binary(_)) && socket.send(message).is_err() {
            return;
        }
    }
}

fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or("9001".into());
    for stream in TcpListener::bind(format!("127.0.0.1:{port}"))?.incoming() {
        let stream = stream?;
        thread::spawn(|| echo(stream));
    }
    Ok(())
}
