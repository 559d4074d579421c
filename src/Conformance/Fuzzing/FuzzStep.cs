using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>A step of a generated conversation.</summary>
internal abstract record FuzzStep
{
    private FuzzStep() { }

    /// <summary>Sends a frame, which can be invalid.</summary>
    /// <param name="Frame">The frame.</param>
    /// <param name="Key">The masking key, which is used if the frame is masked.</param>
    public sealed record Send(RawFrame Frame, uint Key) : FuzzStep
    {
        /// <summary>Whether the last write of this frame also contains the beginning of the frame in the next step.</summary>
        public bool JoinsNext { get; init; }

        /// <summary>The positions in the encoded frame at which a write ends, in ascending order.</summary>
        public ImmutableArray<int> Cuts { get; init; } = [];

        /// <summary>The time that the tester waits at each position in <see cref="Cuts"/>.</summary>
        public TimeSpan PauseAtCuts { get; init; }

        /// <summary>The number of bytes of the frame that are sent, or None to send the whole frame.</summary>
        public Option<int> Only { get; init; }
    }

    /// <summary>
    /// Waits until the peer has performed all actions that the RFCs require or recommend. If the time limit elapses first, a finding is
    /// reported.
    /// </summary>
    public sealed record Settle : FuzzStep
    {
        private Settle() { }

        /// <summary>The only instance.</summary>
        public static Settle Instance { get; } = new();
    }

    /// <summary>Waits in the same way as <see cref="Settle"/>, and then waits for an additional time.</summary>
    /// <param name="Time">The additional time.</param>
    public sealed record Pause(TimeSpan Time) : FuzzStep;

    /// <summary>Ends the tester's direction of the transport.</summary>
    public sealed record EndOutput : FuzzStep
    {
        private EndOutput() { }

        /// <summary>The only instance.</summary>
        public static EndOutput Instance { get; } = new();
    }
}
