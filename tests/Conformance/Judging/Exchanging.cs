namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Runs cases of compressed messages against a <see cref="CompressingPeer"/> in memory, without sockets or waiting.</summary>
internal static class Exchanging
{
    public const int Messages = 10;

    public static Case Find(string id, int messages = Messages) =>
        Classic.With(messages).Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));

    public static CaseResult Run(Case running, DeflateFault fault, CompressedMessages messages, CompressingPeer? recording = null)
    {
        var peer = recording ?? new CompressingPeer(fault);
        var opening = new ClientOpening(new UpgradeOffer("localhost", "/"), new byte[16], running);
        var (entry, _) = opening.Read(peer.Greet(opening.Request).Memory).IfNone(() => throw new InvalidOperationException());
        return Converse(new CaseRun(running, Role.Client, messages, TesterOptions.Default), entry, peer);
    }

    /// <summary>The tester is the server; the client makes this offer.</summary>
    public static CaseResult RunServer(Case running, string offers)
    {
        var asked = ClientHandshake
            .Request(new UpgradeOffer("localhost", "/"), new byte[16], Seq<DeflateOffer>.Empty)
            .IfLeft(refusal => throw new InvalidOperationException(refusal.ToString()));
        var request = HeadWriter.WriteRequest(
            asked with { Headers = asked.Headers.Append(new Header("Sec-WebSocket-Extensions", offers)) }
        );
        var (response, entry) = ServerOpening.Answer(request, running.Compression);
        var answer = HeadParser
            .ParseResponse(response)
            .Map(head => HeaderList.Single(head.Headers, "Sec-WebSocket-Extensions").IfNone(""))
            .IfLeft("");
        return Converse(
            new CaseRun(running, Role.Server, CompressedMessages.For(Seq<Case>.Empty), TesterOptions.Default),
            entry,
            new CompressingPeer(DeflateFault.None(answer), Role.Client)
        );
    }

    private static CaseResult Converse(CaseRun run, TranscriptEntry opening, CompressingPeer peer)
    {
        var now = TimeSpan.Zero;
        var lent = new byte[1024 * 1024];
        var toPeer = new Queue<ByteString>(run.Report(opening, now));
        while (!run.IsOver)
        {
            while (!run.IsOver && toPeer.TryDequeue(out var octets))
            {
                // The memory is reused for each piece, as a socket's reader does.
                foreach (var piece in peer.Receive(octets.Memory).Chunk(5000))
                {
                    if (run.IsOver) break;
                    piece.CopyTo(lent, 0);
                    foreach (
                        var write in run.Report(
                            new TranscriptEntry.Received((ReadOnlyMemory<byte>)lent.AsMemory(0, piece.Length), piece.Length),
                            now
                        )
                    )
                        toPeer.Enqueue(write);
                    lent.AsSpan(0, piece.Length).Fill(0xDD);
                }

                if (peer.HasEnded && !run.IsOver) run.Report(new TranscriptEntry.Dropped(Side.Theirs), now);
            }

            if (run.IsOver) break;
            now = run.NextTimer.IfNone(() => throw new InvalidOperationException("nothing will happen"));
            foreach (var write in run.ReportNextTimer(now)) toPeer.Enqueue(write);
        }

        return run.ToResult();
    }
}
