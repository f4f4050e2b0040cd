//! A headless Chromium, driven over its own pipe (`--remote-debugging-pipe`): JSON messages, each ended by a zero byte.

use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything on a page may take to come true.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so many seconds a browser is ended, whatever it is at: a test may fail, and not hang.
const LIFE: &str = "240";
/// The names that Chromium has.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    orders: File,
    answers: BufReader<File>,
    session: Option<String>,
    last: u64,
    /// What the page said was wrong.
    pub(crate) complaints: Vec<String>,
}

impl Browser {
    /// Starts one with its own files in `folder`; nothing if there is no Chromium.
    pub(crate) fn start(folder: &Path) -> Option<Browser> {
        let can_run = |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|run| run.status.success());
        let name = NAMES.iter().find(can_run)?;
        let (orders, answers) = (folder.join("orders"), folder.join("answers"));
        let made = Command::new("mkfifo").args([&orders, &answers]).status().unwrap();
        assert!(made.success());
        let arguments = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage --lang=en-US \
            --remote-debugging-pipe --window-size=1400,1000 --force-color-profile=srgb --hide-scrollbars about:blank";
        let script = format!("exec timeout {LIFE} {name} --user-data-dir=profile {arguments} 3<orders 4>answers");
        let child = Command::new("sh")
            .args(["-c", &script])
            .env("LANGUAGE", "en")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let orders = OpenOptions::new().write(true).open(orders).unwrap();
        let answers = BufReader::new(File::open(answers).unwrap());
        let mut browser = Browser { child, orders, answers, session: None, last: 0, complaints: Vec::new() };
        let targets = browser.call("Target.getTargets", json!({}));
        let page = targets["targetInfos"].as_array().unwrap().iter().find(|target| target["type"] == "page").unwrap();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": page["targetId"], "flatten": true }));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        browser.call("Runtime.enable", json!({}));
        browser.call("Log.enable", json!({}));
        browser.call("Page.enable", json!({}));
        let downloads = json!({ "behavior": "allow", "downloadPath": folder });
        browser.call("Browser.setDownloadBehavior", downloads);
        Some(browser)
    }

    /// Has the browser do something; what it answers.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut order = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = self.session.as_ref().filter(|_| !method.starts_with("Browser.")) {
            order["sessionId"] = json!(session);
        }
        let mut line = order.to_string().into_bytes();
        line.push(0);
        self.orders.write_all(&line).unwrap();
        loop {
            let mut bytes = Vec::new();
            self.answers.read_until(0, &mut bytes).unwrap();
            assert!(bytes.pop().is_some(), "the browser ended at {method}");
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            if answer["id"] == self.last {
                assert!(answer.get("error").is_none(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.listen(&answer);
        }
    }

    fn listen(&mut self, event: &Value) {
        let parameters = &event["params"];
        match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => self.complaints.push(parameters["exceptionDetails"].to_string()),
            Some("Log.entryAdded") if parameters["entry"]["level"] == "error" => {
                self.complaints.push(parameters["entry"].to_string());
            }
            Some("Runtime.consoleAPICalled") if parameters["type"] == "error" => {
                self.complaints.push(parameters["args"].to_string());
            }
            _ => {}
        }
    }

    /// Opens a file, at an address within it.
    pub(crate) fn open(&mut self, file: &Path, address: &str) {
        let path = file.canonicalize().unwrap();
        self.call("Page.navigate", json!({ "url": format!("file://{}{address}", path.display()) }));
    }

    /// What a piece of JavaScript gives, promises waited for.
    #[track_caller]
    pub(crate) fn eval(&mut self, code: &str) -> Value {
        let parameters = json!({ "expression": code, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", parameters);
        assert!(answer.get("exceptionDetails").is_none(), "{code}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until a piece of JavaScript gives something true; gives that.
    #[track_caller]
    pub(crate) fn wait(&mut self, code: &str) -> Value {
        let start = Instant::now();
        // An element cannot be handed over; that there is one can.
        let asked = format!("(async () => {{ const v = await ({code}); return v instanceof Node ? true : v; }})()");
        loop {
            let value = self.eval(&asked);
            let is_true = !matches!(&value, Value::Null | Value::Bool(false)) && value != 0 && value != "";
            if is_true {
                return value;
            }
            assert!(start.elapsed() < PATIENCE, "never came true: {code}; {:?}", self.complaints);
            sleep(Duration::from_millis(30));
        }
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyDown", "key": key, "text": text }));
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key }));
    }

    /// Writes into the field that has the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Clicks in the middle of the first element that a selector names.
    #[track_caller]
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.wait(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); if (!e) return null; e.scrollIntoView({{block: 'nearest'}}); \
             const r = e.getBoundingClientRect(); return r.width ? [r.x + r.width / 2, r.y + r.height / 2] : null; }})()"
        ));
        let (x, y) = (&at[0], &at[1]);
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", button);
        }
    }

    /// How wide and high the page is, as on another device.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
