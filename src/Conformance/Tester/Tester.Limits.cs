using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance;

/// <content>The part of the tester that sends automatic pings and limits the received data.</content>
internal sealed partial record Tester
{
    // The tester accepts at most 4 MiB in a light case and 64 MiB in a heavy case. In the catalogue, the largest correct answer is 512 KiB
    // in a light case and 16 MiB in a heavy case. Each frame counts as 32 additional bytes, because even an empty frame needs memory. If
    // the case streams its payload, these additional bytes do not count.
    private const int FrameCharge = 32;
    private const long LightOctets = 4L * 1024 * 1024;
    private const long HeavyOctets = 64L * 1024 * 1024;

    private sealed partial class Stepping
    {
        public void StartPings() => StartTimer(TesterTimer.Ping, Now.Options.AutoPingInterval);

        /// <summary>
        /// Counts received bytes, and ends the transport if the limit is exceeded. Returns whether this call ended the transport. If the
        /// case streams its payload, only bytes that have not been parsed into frames count.
        /// </summary>
        private bool IsFlood(long more)
        {
            if (Seen.Stage == ConnectionStage.Closed) return false;
            Now = Now with { Received = (Now.Case.StreamsPayload ? Now.Incoming.Length : Now.Received) + more };
            var bound = Now.Case.IsHeavy ? HeavyOctets : LightOctets;
            if (Now.Received <= bound) return false;
            Add(new TranscriptEntry.Flooded(bound));
            Add(new TranscriptEntry.Dropped(Side.Ours));
            return true;
        }

        private void SendPing()
        {
            if (Seen.Stage != ConnectionStage.Open) return;
            var pattern = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(pattern, NextNumber());
            var payload = new Payload(pattern, Now.Options.AutoPingSize);
            Send(new RawFrame(9, payload));
            if (Now.Options.AutoPingTimeout > TimeSpan.Zero)
                Add(
                    new TranscriptEntry.TimerStarted(TesterTimer.Pong, Now.Options.AutoPingTimeout, Observation.PingTag(payload.ToOctets()))
                );
        }
    }
}
