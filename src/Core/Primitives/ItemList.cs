using System.Collections;

namespace Pure.WebSockets;

/// <summary>
/// An immutable list with value equality, which can be a member of a record. The list is a copy of a collection that the application
/// passed.
/// </summary>
internal sealed class ItemList<T>(LanguageExt.Seq<T> items) : IReadOnlyList<T>, IEquatable<ItemList<T>>
{
    /// <summary>An empty list.</summary>
    public static ItemList<T> Empty { get; } = new(LanguageExt.Seq<T>.Empty);

    /// <summary>The same items as a <see cref="LanguageExt.Seq{T}"/>.</summary>
    public LanguageExt.Seq<T> Items { get; } = items;

    public int Count => Items.Count;

    public T this[int index] => Items[index];

    public IEnumerator<T> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ItemList<T>? other) => other is not null && ByContent.Same(Items, other.Items);

    public override bool Equals(object? obj) => Equals(obj as ItemList<T>);

    public override int GetHashCode() => ByContent.Hash(Items);

    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>Creates lists from collections.</summary>
internal static class ItemList
{
    /// <summary>Returns the collection itself if it is an <see cref="ItemList{T}"/>. Returns a copy of any other collection.</summary>
    public static ItemList<T> Of<T>(IEnumerable<T> items) => items as ItemList<T> ?? new ItemList<T>(Copy(items));

    /// <summary>Returns the items as a <see cref="LanguageExt.Seq{T}"/>. An <see cref="ItemList{T}"/> is not copied.</summary>
    public static LanguageExt.Seq<T> AsSeq<T>(this IEnumerable<T> items) => items is ItemList<T> list ? list.Items : Copy(items);

    private static LanguageExt.Seq<T> Copy<T>(IEnumerable<T> items) =>
        items is LanguageExt.Seq<T> seq ? seq.Strict() : LanguageExt.Seq.create<T>([.. items]);
}
