using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>What a client was answered.</summary>
/// <param name="Headers">The fields of the response, where it opened the connection.</param>
/// <param name="Refusal">The response, where it refused; null where it did not.</param>
internal sealed record OpeningResponse(Seq<Header> Headers, RefusedResponse? Refusal)
{
    /// <inheritdoc/>
    public bool Equals(OpeningResponse? other) => other is not null && ByContent.Same(Headers, other.Headers) && Refusal == other.Refusal;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ByContent.Hash(Headers), Refusal);
}
