"""What scripts/record-conformance sends and writes down; `scripts/lint-scripts` runs this."""

import datetime
import http.server
import json
import pathlib
import runpy
import sys
import threading
import types
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"

sys.path.insert(0, str(SCRIPTS))
record = types.SimpleNamespace(**runpy.run_path(str(SCRIPTS / "record-conformance")))


class Server(http.server.BaseHTTPRequestHandler):
    """Repeats the request, with a time, a name that it makes up, and its own address."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        answer = json.dumps({
            "path": self.path, "body": body, "accepts": self.headers.get("Accept-Encoding"),
            "at": now.replace("+00:00", "Z"), "then": "2001-01-01T00:00:00Z", "name": now,
            "url": f"http://{self.headers['Host']}/x", "tls": f"https://{self.headers['Host']}",
            "blank": "proto:\u00a0(line 1)"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Allow", "POST")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Recorded(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        threading.Thread(target=self.server.serve_forever).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def record(self, *entries):
        record.record(entries, f"http://127.0.0.1:{self.server.server_port}")
        return [entry["answer"] for entry in entries]

    def test_what_changes_from_time_to_time_is_a_placeholder(self):
        answer, = self.record({"name": "a", "method": "p.S/M", "request": {"a": "ü"},
                               "made": ["/name"]})
        self.assertEqual(answer, {"status": 200, "headers": {"allow": "POST"}, "body": {
            "path": "/p.S/M", "body": '{"a": "ü"}', "accepts": None, "at": "<time>",
            "then": "2001-01-01T00:00:00Z", "name": "<made>", "url": "<endpoint>/x",
            "tls": "https://<authority>", "blank": "proto: (line 1)"}})

    def test_a_request_takes_from_an_earlier_answer_what_the_server_said(self):
        first, second = self.record(
            {"name": "a", "method": "p.S/M", "request": {}, "made": ["/name"]},
            {"name": "b", "method": "p.S/M",
             "request": {"l": [{"$from": "a", "path": "/name"}]}})
        self.assertEqual(first["body"]["name"], "<made>")
        told = json.loads(second["body"]["body"])["l"][0]
        self.assertRegex(told, r"^\d{4}-\d\d-\d\dT")

    def test_http_may_differ(self):
        answer, = self.record({"name": "a", "http": {
            "path": "/x", "query": {"a": "b c"}, "text": "{", "headers": {"Accept-Encoding": "br"}}})
        body = answer["body"]
        self.assertEqual((body["path"], body["body"], body["accepts"]), ("/x?a=b+c", "{", "br"))

    def test_a_request_that_takes_from_nowhere_ends_it(self):
        with self.assertRaisesRegex(SystemExit, "record-conformance: b: KeyError"):
            self.record({"name": "b", "method": "p.S/M",
                         "request": {"$from": "a", "path": "/token"}})


class Written(unittest.TestCase):
    def test_twice_is_the_same(self):
        corpus = sorted((SCRIPTS.parent / "tests" / "conformance" / "corpus").glob("*.json"))
        self.assertGreater(len(corpus), 10)
        for path in corpus:
            text = path.read_text()
            self.assertEqual(record.written(json.loads(text)), text, path.name)


if __name__ == "__main__":
    unittest.main()
