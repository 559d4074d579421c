namespace Pure.WebSockets.Properties;

/// <summary>The beginnings of a conversation.</summary>
internal static class Beginnings
{
    /// <summary>The conversation up to this many bytes of the peer.</summary>
    public static Conversation StoppedAt(this Conversation conversation, int bytes)
    {
        var moments = new List<Moment>();
        foreach (var moment in conversation.Moments)
        {
            var sent = moment.FromPeer ?? [];
            moments.Add(sent.Length <= bytes ? moment : new Moment.PeerBytes(sent[..bytes]));
            bytes -= sent.Length;
            if (bytes < 0) break;
        }

        return conversation with { Moments = moments.ToArray() };
    }

    /// <summary>The conversation up to this many bytes of the peer, and no command after them.</summary>
    public static Conversation Until(this Conversation conversation, int bytes)
    {
        var stopped = conversation.StoppedAt(bytes);
        Moment[] moments = [.. stopped.Moments];
        return stopped with { Moments = moments[..(1 + Array.FindLastIndex(moments, moment => moment.FromPeer is { Length: > 0 }))] };
    }

    /// <summary>The conversation up to a command, counted from 0, and nothing after it.</summary>
    public static Conversation UntilCommand(this Conversation conversation, int command)
    {
        var at = conversation.Moments.Index().Where(moment => moment.Item is Moment.Ours).ElementAt(command).Index;
        return conversation with { Moments = [.. conversation.Moments.Take(at + 1)] };
    }
}
