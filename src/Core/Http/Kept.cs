namespace Pure.WebSockets;

/// <summary>Lists that live as long as a connection.</summary>
internal static class Kept
{
    /// <summary>The same list, evaluated, in no more memory than its elements need: none when it is empty.</summary>
    public static Seq<T> Exactly<T>(this Seq<T> list) => list.IsEmpty ? Seq<T>.Empty : Seq.create<T>(list.ToArray());
}
