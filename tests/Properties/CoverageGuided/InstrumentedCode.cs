using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The core with counters at its branches, and the targets that run it. Both are second copies of the assemblies in a context of their own,
/// so the other tests run the code as it was built.
/// </summary>
internal sealed class InstrumentedCode : AssemblyLoadContext
{
    private const string Ours = "Pure.WebSockets";

    private readonly string folder = Directory.CreateTempSubdirectory("purews-fuzz-").FullName;

    public InstrumentedCode()
        : base("instrumented")
    {
        foreach (var path in Directory.GetFiles(AppContext.BaseDirectory, $"{Ours}*.dll"))
            File.Copy(path, PathOf(Path.GetFileNameWithoutExtension(path)));
        Fuzzer.Instrument(PathOf(Ours), _ => true, Options.Value);
    }

    /// <summary>Returns a method of a class of targets.</summary>
    public Action<byte[]> Target(Type targets, string name) =>
        LoadFromAssemblyPath(PathOf(targets.Assembly.GetName().Name!))
            .GetType(targets.FullName!, throwOnError: true)!
            .GetMethod(name, BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Action<byte[]>>();

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name!.StartsWith(Ours, StringComparison.Ordinal) && File.Exists(PathOf(assemblyName.Name))
            ? LoadFromAssemblyPath(PathOf(assemblyName.Name))
            : null;

    private string PathOf(string assembly) => Path.Combine(folder, $"{assembly}.dll");
}
