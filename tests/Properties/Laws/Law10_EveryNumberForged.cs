using System.Buffers.Binary;

namespace Pure.WebSockets.Properties;

/// <summary>Law 10, exhaustively: no number in a snapshot does harm.</summary>
public sealed class Law10_EveryNumberForged
{
    [Fact]
    public void Every_number_of_every_phase_may_be_forged_and_nothing_throws()
    {
        foreach (var state in Phases.All)
        {
            var written = Snapshot.Write(state).ToArray();
            for (var at = 4; at + 8 <= written.Length - Forgery.ChecksumBytes; at++)
            {
                foreach (var number in Forgery.Numbers)
                {
                    var forged = written.ToArray();
                    BinaryPrimitives.WriteInt64BigEndian(forged.AsSpan(at), number);
                    Snapshot.Read(Forgery.Sealed(forged)).IfRight(read => StepRun.Of(read, Phases.WhatMayFollow(read.Role)));
                }
            }
        }
    }
}
