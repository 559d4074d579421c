namespace Pure.WebSockets.Bench;

/// <summary>
/// The result of one call of a loop: the parts of <see cref="StepResult"/> that a frame needs, without the state.
/// The payload of a ping is also that of its pong.
/// </summary>
internal readonly record struct LoopResult(
    int Consumed,
    int Needed,
    StepEvent Happening,
    MessageKind Kind,
    bool Final,
    ReadOnlyMemory<byte> Payload
);

/// <summary>The same, with the state that follows.</summary>
internal readonly record struct LoopResult<TState>(TState Next, LoopResult What);

/// <summary>The same, with the event as a record, if any.</summary>
internal readonly record struct RecordResult(ImmutableState Next, int Consumed, int Needed, Effect? Effect);

/// <summary>The same, with the events as a list of records.</summary>
internal readonly record struct SeqResult(ImmutableState Next, int Consumed, int Needed, LanguageExt.Seq<Effect> Effects);
