namespace Pure.WebSockets;

/// <summary>Extension methods for lists that a connection stores until the connection ends.</summary>
internal static class SeqExtensions
{
    /// <summary>Returns an equal list that is fully evaluated and has no spare capacity.</summary>
    public static Seq<T> TrimToSize<T>(this Seq<T> list) => list.IsEmpty ? Seq<T>.Empty : Seq.create<T>(list.ToArray());
}
