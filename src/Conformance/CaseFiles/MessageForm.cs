using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes messages in case files. A message is an object with the key "text" or "binary".</summary>
internal static class MessageForm
{
    /// <summary>The names of the kinds of messages.</summary>
    public static (string Name, MessageKind Kind)[] Kinds { get; } = [("text", MessageKind.Text), ("binary", MessageKind.Binary)];

    /// <summary>Reads the message that is the value of a key.</summary>
    public static Option<(MessageKind Kind, Payload Payload)> Read(CaseReading reading, SpecFields fields, string key) =>
        from value in fields.Find(key)
        from name in reading.Kind(value, $"\"{key}\"", [.. Kinds.Select(kind => kind.Name)])
        let members = reading.Open(value, $"\"{key}\"", name)
        from payload in members.Find(name)
        from read in PayloadForm.Read(reading, payload, FormOf(name))
        select (Kinds.First(kind => kind.Name == name).Kind, read);

    public static JsonObject Write(MessageKind kind, Payload payload) =>
        new() { [NameOf(kind)] = PayloadForm.Write(payload, FormOf(NameOf(kind))) };

    /// <summary>Returns the name of a kind of message.</summary>
    public static string NameOf(MessageKind kind) => Kinds.First(known => known.Kind == kind).Name;

    private static PlainForm FormOf(string name) => name == "binary" ? PlainForm.Hex : PlainForm.Text;
}
