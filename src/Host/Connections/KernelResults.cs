namespace Pure.WebSockets.Host;

/// <summary>Reads what the results of the kernel report once in a connection's life.</summary>
internal static class KernelResults
{
    extension(in StepResult progress)
    {
        /// <summary>The notice; null if there is none.</summary>
        public Effect? LifecycleEffect =>
            progress.Event == StepEvent.Lifecycle && progress.Lifecycle.Case is Effect notice ? notice : null;

        /// <summary>The misuse, in which case nothing has changed; else null.</summary>
        public Misuse? Misuse => (progress.LifecycleEffect as Effect.Misused)?.Misuse;
    }
}
