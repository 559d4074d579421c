namespace Pure.WebSockets.Bench;

/// <summary>
/// What one call of a loop tells: of <see cref="Progress"/> what a frame needs, without the state. A ping's payload is its pong's.
/// </summary>
internal readonly record struct Told(
    int Consumed,
    int Needed,
    Happening Happening,
    MessageKind Kind,
    bool Final,
    ReadOnlyMemory<byte> Payload
);

/// <summary>The same, with the state that follows.</summary>
internal readonly record struct Told<TState>(TState Next, Told What);

/// <summary>The same, with what happened as a record; none where nothing did.</summary>
internal readonly record struct ToldByRecord(ImmutableState Next, int Consumed, int Needed, Effect? Effect);

/// <summary>The same, with the records that happened as a list.</summary>
internal readonly record struct ToldBySeq(ImmutableState Next, int Consumed, int Needed, LanguageExt.Seq<Effect> Effects);
