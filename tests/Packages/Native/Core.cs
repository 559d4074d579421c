// A program that NativeTests compiles ahead of time: a conversation in memory, with compression, and its states as values.
using Pure.WebSockets;

var key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate";
var request = $"GET /chat HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}\r\n\r\n";
var options = ConnectionOptions.Default with { Compression = CompressionOptions.Default };
var started = Protocol.Run(Connection.Server(options), new Input.Start(), Echo).Next;
var (open, _, _, _) = Protocol.Run(started, new Input.Received(ByteString.FromText(request)), Echo);
var hello = FrameEncoder.Encode(new Frame(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText("hello")), new MaskKey(7));
var (next, outputs, effects, _) = Protocol.Run(open, new Input.Received(ByteString.From(hello)), Echo);
var message = effects.OfType<Effect.Message>().Single();
Console.WriteLine($"'{message.Text}' came back as {outputs.OfType<Output.Framed>().Single().Value}");
var again = Protocol.Run(open, new Input.Received(ByteString.From(hello)), Echo);
Check(again.Equals(new Transition(next, outputs, effects, InputWaits: false)), "A second step differs.");
var read = Snapshot.Read(Snapshot.Write(next)).IfLeft(error => throw new InvalidOperationException($"{error}"));
Check(read.Equals(next) && read.GetHashCode() == next.GetHashCode(), "A snapshot differs.");
Check(Snapshot.Read(ByteString.FromText("no snapshot")).IsLeft, "Damaged bytes were read.");
var (broken, _, _, _) = Protocol.Run(next, new Input.Received(ByteString.From([0xFF, 0xFF])), Echo);
Console.WriteLine(((Phase.Closed)broken.Phase).Result.Error.Match(Some: error => $"{error}", None: () => "no error"));

static IEnumerable<Input> Echo(Effect effect) => effect switch
{
    Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
    Effect.Message received => [new Input.Send(received.Kind, received.Data) { Compress = CompressionChoice.Always }],
    _ => [],
};

static void Check(bool holds, string otherwise)
{
    if (!holds) throw new InvalidOperationException(otherwise);
}
