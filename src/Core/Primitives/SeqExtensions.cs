namespace Pure.WebSockets;

/// <summary>Extensions of lists that live as long as a connection.</summary>
internal static class SeqExtensions
{
    /// <summary>Returns an equal list that is evaluated and has no spare capacity.</summary>
    public static Seq<T> TrimToSize<T>(this Seq<T> list) => list.IsEmpty ? Seq<T>.Empty : Seq.create<T>(list.ToArray());
}
