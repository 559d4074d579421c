namespace Pure.WebSockets.Host;

/// <summary>Reads what the results of the kernel report once in a connection's life.</summary>
internal static class KernelResults
{
    extension(in Progress progress)
    {
        /// <summary>The notice; null if there is none.</summary>
        public Effect? Event =>
            progress.Happening == Happening.Notice && progress.Notice.Case is Effect notice ? notice : null;

        /// <summary>The misuse, in which case nothing has changed; else null.</summary>
        public Refusal? Misuse => (progress.Event as Effect.Refused)?.Refusal;
    }
}
