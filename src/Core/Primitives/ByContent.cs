namespace Pure.WebSockets;

/// <summary>
/// Equality and hash codes of options and lists by content. LanguageExt's own equality searches every assembly of the program for class
/// instances, and loads them all, so nothing in this library may use it. Records with such members compare them with this class, or store
/// them as <see cref="OptionByContent{T}"/> or <see cref="SeqByContent{T}"/>. A test checks this.
/// </summary>
internal static class ByContent
{
    public static bool Same<T>(LanguageExt.Option<T> left, LanguageExt.Option<T> right) =>
        left.IsSome ? right.IsSome && EqualityComparer<T>.Default.Equals(Value(left), Value(right)) : right.IsNone;

    public static bool Same<T>(LanguageExt.Seq<T> left, LanguageExt.Seq<T> right)
    {
        if (left.Count != right.Count) return false;
        for (var at = 0; at < left.Count; at++)
            if (!EqualityComparer<T>.Default.Equals(left[at], right[at])) return false;
        return true;
    }

    public static int Hash<T>(LanguageExt.Option<T> option) => option.IsSome ? HashCode.Combine(1, Value(option)) : 0;

    public static int Hash<T>(LanguageExt.Seq<T> items)
    {
        var hash = default(HashCode);
        for (var at = 0; at < items.Count; at++) hash.Add(items[at]);
        return hash.ToHashCode();
    }

    private static T Value<T>(LanguageExt.Option<T> option) => option.MatchUnsafe(static value => value, static () => default(T)!)!;
}

/// <summary>An option as a field of a record, so that the record's generated equality compares its content.</summary>
internal readonly struct OptionByContent<T>(LanguageExt.Option<T> value) : IEquatable<OptionByContent<T>>
{
    public LanguageExt.Option<T> Value { get; } = value;

    public static implicit operator LanguageExt.Option<T>(OptionByContent<T> held) => held.Value;

    public static implicit operator OptionByContent<T>(LanguageExt.Option<T> value) => new(value);

    public bool Equals(OptionByContent<T> other) => ByContent.Same(Value, other.Value);

    public override bool Equals(object? obj) => obj is OptionByContent<T> other && Equals(other);

    public override int GetHashCode() => ByContent.Hash(Value);
}

/// <summary>A list as a field of a record, so that the record's generated equality compares its content.</summary>
internal readonly struct SeqByContent<T>(LanguageExt.Seq<T> value) : IEquatable<SeqByContent<T>>
{
    public LanguageExt.Seq<T> Value { get; } = value;

    public static implicit operator LanguageExt.Seq<T>(SeqByContent<T> held) => held.Value;

    public static implicit operator SeqByContent<T>(LanguageExt.Seq<T> value) => new(value);

    public bool Equals(SeqByContent<T> other) => ByContent.Same(Value, other.Value);

    public override bool Equals(object? obj) => obj is SeqByContent<T> other && Equals(other);

    public override int GetHashCode() => ByContent.Hash(Value);
}
