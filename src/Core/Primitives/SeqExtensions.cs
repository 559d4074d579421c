namespace Pure.WebSockets;

/// <summary>Memory for lists that live as long as a connection.</summary>
internal static class SeqExtensions
{
    /// <summary>The same list, evaluated, in no more memory than its elements need.</summary>
    public static Seq<T> TrimToSize<T>(this Seq<T> list) => list.IsEmpty ? Seq<T>.Empty : Seq.create<T>(list.ToArray());
}
