namespace Pure.WebSockets;

/// <summary>The head of a request.</summary>
/// <param name="Method">The method, as "GET".</param>
/// <param name="Target">The request target: path and query.</param>
/// <param name="Headers">The fields in the order of the wire.</param>
public sealed record RequestHead(string Method, string Target, Seq<Header> Headers)
{
    /// <inheritdoc/>
    public bool Equals(RequestHead? other) =>
        other is not null && Method == other.Method && Target == other.Target && ByContent.Same(Headers, other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Target, ByContent.Hash(Headers));
}

/// <summary>The head of a response.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Reason">The reason phrase; may be empty.</param>
/// <param name="Headers">The fields in the order of the wire.</param>
public sealed record ResponseHead(int Status, string Reason, Seq<Header> Headers)
{
    /// <inheritdoc/>
    public bool Equals(ResponseHead? other) =>
        other is not null && Status == other.Status && Reason == other.Reason && ByContent.Same(Headers, other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, Reason, ByContent.Hash(Headers));
}

/// <summary>A whole response that was not the 101 hoped for: the 401 with its challenge, the 302 with its location.</summary>
/// <param name="Head">Status and fields.</param>
/// <param name="Body">The body, as far as it came and fitted the limit on heads.</param>
public sealed record RefusedResponse(ResponseHead Head, Octets Body);
