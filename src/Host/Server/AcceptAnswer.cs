using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>The answer of an accept hook.</summary>
internal static class AcceptAnswer
{
    /// <summary>
    /// Returns the answer. If it accepts the request without a subprotocol, the first of the given subprotocols that the client offers is
    /// chosen.
    /// </summary>
    /// <exception cref="InvalidOperationException">The hook returned the default value of its type.</exception>
    public static Either<Rejection, Acceptance> Complete(
        this Either<Rejection, Acceptance> answer, UpgradeRequest request, IEnumerable<string> subprotocols) =>
        answer.IsBottom
            ? throw new InvalidOperationException("Accept returned neither an acceptance nor a rejection.")
            : answer.Map(acceptance =>
                acceptance.Subprotocol.IsSome ? acceptance : acceptance with { Subprotocol = request.ChooseSubprotocol([.. subprotocols]) }
            );
}
