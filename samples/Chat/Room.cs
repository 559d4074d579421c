using System.Text.Json;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Samples;

/// <summary>A room. All members see the same lines in the same order.</summary>
/// <remarks>
/// The rule for slow readers: no line waits for a member. A line that does not fit into a member's unsent bytes is skipped for this member
/// alone. When the member reads again, it learns how many lines it has missed. A member that has missed <see cref="MaxMissed"/> lines in a
/// row is removed, and its connection is closed with 1013.
/// </remarks>
internal sealed class Room
{
    /// <summary>The number of lines that a member can miss in a row.</summary>
    public const int MaxMissed = 20;

    private readonly Lock gate = new();
    private readonly List<Member> members = [];

    public Member Enter(string name, WebSocketConnection connection)
    {
        var member = new Member(name, connection);
        lock (gate)
        {
            members.Add(member);
            Broadcast(new Line("note", name, "has entered"));
        }

        return member;
    }

    public void Say(Member member, string text)
    {
        lock (gate) Broadcast(new Line("said", member.Name, text));
    }

    public void Leave(Member member, string how)
    {
        lock (gate)
        {
            if (members.Remove(member)) Broadcast(new Line("note", member.Name, how));
        }
    }

    /// <summary>Returns the number of missed lines of each member.</summary>
    public Dictionary<string, int> Missed()
    {
        lock (gate)
        {
            var byName = members.GroupBy(member => member.Name, StringComparer.Ordinal);
            return byName.ToDictionary(named => named.Key, named => named.Max(member => member.Missed), StringComparer.Ordinal);
        }
    }

    /// <summary>Offers a line to all members. <see cref="WebSocketConnection.TrySend"/> never waits, so the lock is held briefly.</summary>
    private void Broadcast(Line line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);
        foreach (var member in members) Offer(member, bytes);
        foreach (var member in members.Where(member => member.Missed >= MaxMissed).ToArray())
        {
            Leave(member, "does not read and was removed");

            // The close frame reaches a member that reads after all. Otherwise the connection ends after ClosingHandshakeTimeout.
            _ = member.Connection.CloseAsync(CloseCode.TryAgainLater, "you have missed too many lines");
        }
    }

    private static void Offer(Member member, byte[] line)
    {
        if (member.Missed > 0)
        {
            var note = new Line("missed", member.Name, $"{member.Missed}");
            var noteBytes = JsonSerializer.SerializeToUtf8Bytes(note, JsonSerializerOptions.Web);
            if (member.Connection.TrySend(MessageKind.Text, noteBytes) == TrySendResult.Accepted) member.Missed = 0;
        }

        if (member.Connection.TrySend(MessageKind.Text, line) == TrySendResult.Full) member.Missed++;
    }

    private sealed record Line(string Kind, string Name, string Text);
}

/// <summary>A connection in a room. The room's lock guards the count of missed lines.</summary>
internal sealed class Member(string name, WebSocketConnection connection)
{
    public string Name { get; } = name;

    public WebSocketConnection Connection { get; } = connection;

    public int Missed { get; set; }
}
