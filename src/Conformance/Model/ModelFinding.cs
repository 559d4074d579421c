namespace Pure.WebSockets.Conformance;

/// <summary>A difference between a peer's behaviour and the behaviour that the RFCs allow.</summary>
/// <param name="Demand">How strongly the RFC demands a different behaviour.</param>
/// <param name="Rule">The RFC section that contains the rule, such as "RFC 6455 §5.2".</param>
/// <param name="Topic">The kind of difference. Findings with the same demand, rule and topic are of the same kind.</param>
/// <param name="Text">A sentence that describes the difference.</param>
internal sealed record ModelFinding(Demand Demand, string Rule, string Topic, string Text)
{
    /// <summary>Returns whether two findings are of the same kind, even if their texts differ.</summary>
    public bool IsLike(ModelFinding other) => Demand == other.Demand && Rule == other.Rule && Topic == other.Topic;

    /// <inheritdoc/>
    public override string ToString() => $"{Word}, {Rule}: {Text}";

    private string Word => Demand switch { Demand.Must => "MUST", Demand.Should => "SHOULD", _ => "MAY" };
}
