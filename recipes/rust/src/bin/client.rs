// Runs each case of the tester at PUREWS_URL, with tungstenite as the client.
use tungstenite::{connect, Message};

/// Echoes what arrives until the connection ends. Returns the last text.
fn run(path: &str) -> String {
    let base = std::env::var("PUREWS_URL").expect("PUREWS_URL is set by purews");
    let mut last = String::new();
    // Some cases answer the opening handshake wrongly.
    let Ok((mut socket, _)) = connect(format!("{}{path}", base.trim_end_matches('/'))) else { return last };
    while let Ok(message) = socket.read() {
        if let Message::Text(text) = &message {
            last = text.to_string();
        }
        let is_data = matches!(message, Message::Text(_) | Message::Binary(_));
        if is_data && path.starts_with("/runCase") && socket.send(message).is_err() {
            break;
        }
    }
    last
}

fn main() {
    let count: u32 = run("/getCaseCount").parse().expect("the number of cases");
    for number in 1..=count {
        run(&format!("/runCase?case={number}&agent=tungstenite"));
    }
    run("/updateReports?agent=tungstenite");
}
