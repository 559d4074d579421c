using System.Buffers.Binary;

namespace Pure.WebSockets.Conformance;

/// <content>The tester's own pings, if its options demand them, and the limit on the data that it reads.</content>
internal sealed partial record Tester
{
    // Several times the largest correct answer: 256 KiB in a light case, 16 MiB in a heavy one. Each frame has a charge, because an empty
    // frame costs more than its bytes.
    private const int FrameCharge = 32;
    private const long LightOctets = 4L * 1024 * 1024;
    private const long HeavyOctets = 64L * 1024 * 1024;

    private sealed partial class Stepping
    {
        public void StartPings() => StartTimer(TesterTimer.Ping, Now.Options.AutoPingInterval);

        /// <summary>
        /// Returns whether the peer has now sent more than the tester keeps. If the tester streams the payload, only a single frame can be
        /// too large.
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
