using System.Security.Cryptography;

namespace Pure.WebSockets.Conformance;

/// <summary>Performs the opening handshake of a tester in the client role over HTTP/1.1.</summary>
internal static class TcpOpening
{
    /// <summary>
    /// Performs the handshake. Returns the result of the handshake, and the bytes that were received after the head of the response.
    /// </summary>
    /// <param name="link">The transport to the server.</param>
    /// <param name="opening">The handshake, whose request has not been sent yet.</param>
    /// <param name="due">The deadline on the link's clock.</param>
    /// <param name="stop">The token that cancels the handshake.</param>
    public static async Task<(TranscriptEntry Entry, ByteString Trailing)> OpenAsync(
        Link link,
        ClientOpening opening,
        TimeSpan due,
        CancellationToken stop
    )
    {
        link.Writer.Write(opening.Writes);
        var later = opening.Later.Map(rest => (At: link.Clock.Elapsed + rest.After, rest.Octets));
        while (true)
        {
            var until = later.Map(rest => rest.At < due ? rest.At : due).IfNone(due);
            if ((await link.Reader.ReadAsync(until, stop).ConfigureAwait(false)).Case is not ByteString arrived)
            {
                if (later.IsNone) return (TimedOut(opening, due), ByteString.Empty);
                foreach (var rest in later) link.Writer.Write([rest.Octets]);
                later = default;
                continue;
            }

            if (opening.Read(arrived.Memory).Case is (TranscriptEntry entry, ByteString trailing)) return (entry, trailing);
        }
    }

    /// <summary>Creates the handshake for a case and a target.</summary>
    public static ClientOpening For(TestTarget target, Case running) =>
        new(target.ToOffer(), RandomNumberGenerator.GetBytes(AcceptKey.NonceBytes), running, target.IsSecured);

    /// <summary>Returns the transcript entry for a handshake that exceeded its time limit.</summary>
    public static TranscriptEntry TimedOut(ClientOpening opening, TimeSpan after) =>
        opening.Failed($"the opening handshake was not complete within {after.TotalSeconds:0.###} s", timedOut: true);
}
