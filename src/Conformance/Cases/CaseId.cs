namespace Pure.WebSockets.Conformance;

/// <summary>
/// The id of a case, such as "7.1.1" or "H.2.1". Ids are compared component by component. Numeric components are ordered by value and come
/// before all other components.
/// </summary>
public sealed class CaseId : IComparable<CaseId>, IEquatable<CaseId>
{
    private readonly string[] parts;

    /// <summary>Creates an id from its text.</summary>
    public CaseId(string text)
    {
        Text = text;
        parts = text.Split('.');
    }

    /// <summary>The text of the id.</summary>
    public string Text { get; }

    /// <summary>The first component of the id, which is the id of the family.</summary>
    public string Family => parts[0];

    /// <inheritdoc/>
    public int CompareTo(CaseId? other)
    {
        if (other is null) return 1;
        for (var at = 0; at < Math.Min(parts.Length, other.parts.Length); at++)
        {
            var order = (int.TryParse(parts[at], out var left), int.TryParse(other.parts[at], out var right)) switch
            {
                (true, true) => left.CompareTo(right),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(parts[at], other.parts[at]),
            };
            if (order != 0) return order;
        }

        return parts.Length.CompareTo(other.parts.Length);
    }

    /// <inheritdoc/>
    public bool Equals(CaseId? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CaseId);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
