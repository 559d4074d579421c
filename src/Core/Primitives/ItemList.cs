using System.Collections;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// An immutable list with value equality, which is suitable as a member of a record. The list is a copy of the collection from which it was
/// created.
/// </summary>
internal sealed class ItemList<T>(LanguageExt.Seq<T> items) : IReadOnlyList<T>, IEquatable<ItemList<T>>
{
    /// <summary>An empty list.</summary>
    public static ItemList<T> Empty { get; } = new(LanguageExt.Seq<T>.Empty);

    /// <summary>The items as a <see cref="LanguageExt.Seq{T}"/>.</summary>
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
    /// <summary>
    /// Returns the collection itself if it is an <see cref="ItemList{T}"/>. For any other collection, returns an immutable list of the same
    /// items.
    /// </summary>
    /// <exception cref="ArgumentNullException">The collection is null.</exception>
    /// <exception cref="ArgumentException">An item is null.</exception>
    public static ItemList<T> Of<T>(IEnumerable<T> items, [CallerArgumentExpression(nameof(items))] string? name = null) =>
        items as ItemList<T> ?? new ItemList<T>(Copy(items, name));

    /// <summary>Returns the items as a <see cref="LanguageExt.Seq{T}"/>. An <see cref="ItemList{T}"/> is not copied.</summary>
    /// <inheritdoc cref="Of{T}"/>
    public static LanguageExt.Seq<T> AsSeq<T>(
        this IEnumerable<T> items, [CallerArgumentExpression(nameof(items))] string? name = null) =>
        items is ItemList<T> list ? list.Items : Copy(items, name);

    private static LanguageExt.Seq<T> Copy<T>(IEnumerable<T> items, string? name)
    {
        ArgumentNullException.ThrowIfNull(items, name);
        var copy = items is LanguageExt.Seq<T> seq ? seq.Strict() : LanguageExt.Seq.create<T>([.. items]);
        foreach (var item in copy)
        {
            if (item is null) throw new ArgumentException("An item of the collection is null.", name);
        }

        return copy;
    }
}
