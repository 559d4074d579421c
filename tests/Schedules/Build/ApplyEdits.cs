using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies source files, and applies the edits of Edits.txt to the copies. The build compiles this file itself. An edit must match its file
/// exactly once, or at least once if it is an edit of all places. The build fails if an edit does not match, so that a change of src/Host
/// cannot silently remove a planted fault.
/// </summary>
public sealed class ApplyEdits : Task
{
    [Required]
    public ITaskItem[] Sources { get; set; }

    [Required]
    public string Edits { get; set; }

    [Required]
    public string Into { get; set; }

    [Output]
    public ITaskItem[] Edited { get; set; }

    public override bool Execute()
    {
        var edits = Read(File.ReadAllLines(Edits));
        var matched = new HashSet<Edit>();
        var outputs = new List<ITaskItem>();
        foreach (var source in Sources)
        {
            var path = source.GetMetadata("FullPath");
            var name = path.Replace('\\', '/');
            name = name.Substring(name.LastIndexOf("/src/Host/", StringComparison.Ordinal) + "/src/Host/".Length);
            var text = File.ReadAllText(path).Replace("\r\n", "\n");
            foreach (var edit in edits)
            {
                if (edit.Folder != null ? !name.StartsWith(edit.Folder, StringComparison.Ordinal) : edit.File != name) continue;
                var places = text.Split(new[] { edit.Before }, StringSplitOptions.None).Length - 1;
                if (places > 0) matched.Add(edit);
                if (!edit.All && places != 1)
                    Report(edit, "The edit must match " + name + " once. It matches " + places + " times.");
                text = text.Replace(edit.Before, edit.After);
            }

            var target = Path.Combine(Into, Path.ChangeExtension(name, ".g.cs"));
            Directory.CreateDirectory(Path.GetDirectoryName(target));
            text = "#nullable enable\n#line 1 \"" + path + "\"\n" + text;
            if (!File.Exists(target) || File.ReadAllText(target) != text) File.WriteAllText(target, text);
            outputs.Add(new TaskItem(target));
        }

        foreach (var edit in edits)
            if (!matched.Contains(edit))
                Report(edit, "The edit matches no source file.");
        Edited = outputs.ToArray();
        return !Log.HasLoggedErrors;
    }

    private void Report(Edit edit, string what) => Log.LogError(null, null, null, Edits, edit.Line, 0, 0, 0, what);

    private static List<Edit> Read(string[] lines)
    {
        var edits = new List<Edit>();
        var path = "";
        Edit edit = null;
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            if (line.StartsWith("@", StringComparison.Ordinal))
            {
                path = line.Substring(1).Trim();
                edit = null;
            }
            else if (line.StartsWith("-", StringComparison.Ordinal))
            {
                if (edit == null || edit.After != null)
                {
                    var all = path.EndsWith(" (all)", StringComparison.Ordinal);
                    var file = all ? path.Substring(0, path.Length - " (all)".Length) : path;
                    var isFolder = file.EndsWith("/", StringComparison.Ordinal);
                    edits.Add(edit = new Edit { File = file, Folder = isFolder ? file : null, All = all || isFolder, Line = index + 1 });
                }

                edit.Before = edit.Before == null ? line.Substring(1) : edit.Before + "\n" + line.Substring(1);
            }
            else if (line.StartsWith("+", StringComparison.Ordinal) && edit != null)
                edit.After = edit.After == null ? line.Substring(1) : edit.After + "\n" + line.Substring(1);
        }

        return edits;
    }

    private sealed class Edit
    {
        public string File;
        public string Folder;
        public bool All;
        public int Line;
        public string Before;
        public string After;
    }
}
