namespace Pure.WebSockets.Conformance;

/// <summary>A difference between the behaviour of a peer and the behaviour that the RFCs allow.</summary>
/// <param name="Demand">How strongly the rule demands another behaviour.</param>
/// <param name="Rule">The rule, with its section.</param>
/// <param name="Topic">The kind of the difference. Together with the rule, it tells findings apart.</param>
/// <param name="Text">A sentence that describes the difference.</param>
internal sealed record ModelFinding(Demand Demand, string Rule, string Topic, string Text)
{
    /// <summary>Whether both findings are about the same difference, perhaps with other bytes.</summary>
    public bool IsLike(ModelFinding other) => Demand == other.Demand && Rule == other.Rule && Topic == other.Topic;

    /// <inheritdoc/>
    public override string ToString() => $"{Word}, {Rule}: {Text}";

    private string Word => Demand switch { Demand.Must => "MUST", Demand.Should => "SHOULD", _ => "MAY" };
}
