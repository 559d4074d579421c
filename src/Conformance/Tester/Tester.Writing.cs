namespace Pure.WebSockets.Conformance;

/// <content>The part of the tester that divides bytes into writes.</content>
internal sealed partial record Tester
{
    private sealed partial class Stepping
    {
        private void Chopped(ReadOnlyMemory<byte> octets, int chop)
        {
            var size = chop > 0 ? chop : octets.Length;
            for (var at = 0; at < octets.Length; at += size) Write(octets.Slice(at, Math.Min(size, octets.Length - at)));
        }

        /// <summary>
        /// Sends bytes in several writes. A new write starts at each cut. If there is a pause between the writes, or if the expectation is
        /// <see cref="Expectation.Owed"/>, only the first write happens immediately. The other writes become steps of the script, so that
        /// the peer can answer each write.
        /// </summary>
        private void InParts(ReadOnlyMemory<byte> octets, Seq<int> cuts, TimeSpan pause)
        {
            int[] ends = [.. cuts.Filter(cut => cut > 0 && cut < octets.Length), octets.Length];
            if (pause == TimeSpan.Zero && Now.Case.Expectation is not Expectation.Owed)
            {
                for (var (at, start) = (0, 0); at < ends.Length; start = ends[at++]) Write(octets[start..ends[at]]);
                return;
            }

            Write(octets[..ends[0]]);
            var later = new List<TesterAction>();
            for (var at = 1; at < ends.Length; at++)
            {
                if (pause > TimeSpan.Zero) later.Add(new TesterAction.Wait(pause, Option<string>.None));
                later.Add(new TesterAction.SendMore(ends[at] - ends[at - 1]));
            }

            Now = Now with { Begun = octets[ends[0]..], Script = Seq.create<TesterAction>([.. later, .. Now.Script]) };
        }

        private void More(int count)
        {
            var octets = Now.Begun.Memory;
            var next = Math.Min(count, octets.Length);
            Now = Now with { Begun = octets[next..] };
            Write(octets[..next]);
        }

        private void Write(ReadOnlyMemory<byte> octets)
        {
            var sent = new TranscriptEntry.Sent(octets, octets.Length);
            // The observation needs the sent bytes only if the expectation is Expectation.Owed. For other expectations, this entry is added
            // only to the transcript.
            if (Now.Case.Expectation is Expectation.Owed) Add(sent);
            else Entries.Add(sent);
        }
    }
}
