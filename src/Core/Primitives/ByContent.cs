namespace Pure.WebSockets;

/// <summary>
/// Compares options and lists by content and computes their hash codes. LanguageExt's own equality loads every assembly of the program and
/// searches these assemblies for type class instances. This library therefore must not use LanguageExt's equality. Records compare options
/// and lists with this class. A record can also store an option as <see cref="OptionByContent{T}"/> and a list as
/// <see cref="SeqByContent{T}"/>. A test checks that the library does not use LanguageExt's equality.
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

/// <summary>An option in a field of a record. With this type, the record's generated equality compares the content of the option.</summary>
internal readonly struct OptionByContent<T>(LanguageExt.Option<T> value) : IEquatable<OptionByContent<T>>
{
    public LanguageExt.Option<T> Value { get; } = value;

    public static implicit operator LanguageExt.Option<T>(OptionByContent<T> held) => held.Value;

    public static implicit operator OptionByContent<T>(LanguageExt.Option<T> value) => new(value);

    public bool Equals(OptionByContent<T> other) => ByContent.Same(Value, other.Value);

    public override bool Equals(object? obj) => obj is OptionByContent<T> other && Equals(other);

    public override int GetHashCode() => ByContent.Hash(Value);
}

/// <summary>A list in a field of a record. With this type, the record's generated equality compares the content of the list.</summary>
internal readonly struct SeqByContent<T>(LanguageExt.Seq<T> value) : IEquatable<SeqByContent<T>>
{
    public LanguageExt.Seq<T> Value { get; } = value;

    public static implicit operator LanguageExt.Seq<T>(SeqByContent<T> held) => held.Value;

    public static implicit operator SeqByContent<T>(LanguageExt.Seq<T> value) => new(value);

    public bool Equals(SeqByContent<T> other) => ByContent.Same(Value, other.Value);

    public override bool Equals(object? obj) => obj is SeqByContent<T> other && Equals(other);

    public override int GetHashCode() => ByContent.Hash(Value);
}
