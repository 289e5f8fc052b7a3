using Tracker.Runtime.Jobs;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>What arguments say, and what they must not say.</summary>
public sealed class ProgramWordsTests
{
    [Theory]
    [InlineData("--lr 0.1", "lr=0.1")]
    [InlineData("--lr=0.1 --batch-size=32", "batch-size=32 lr=0.1")]
    [InlineData("lr=1e-3 model.depth=4 optimizer/name=adam", "lr=1e-3 model.depth=4 optimizer/name=adam")]
    [InlineData("--offset -3 --scale +2.5", "offset=-3 scale=+2.5")]
    [InlineData("--optimizer=adam --resume=", "optimizer=adam resume=")]
    // A word after an option may be an argument of its own.
    [InlineData("--verbose data --lr fast", "")]
    // Twice with two values says nothing, with one value it does.
    [InlineData("--lr 0.1 --lr 0.2 --seed 1 --seed 1", "seed=1")]
    [InlineData("-x 3 3 0.1 /path=3 =4 1a=5", "")]
    [InlineData("--lr nan --warmup inf", "")]
    [InlineData("--lr 0.1 -- --depth=3 4", "lr=0.1")]
    [InlineData("--api-key=1 --token 5 password=x HF_TOKEN=y --lr=1", "lr=1")]
    public void Hyperparameters_AreThoseThatAreUnambiguous(string arguments, string expected)
    {
        var program = new JobProgram { Arguments = ["python", "train.py", .. arguments.Split(' ')] };
        Assert.Equal(expected, string.Join(' ', ProgramWords.Hyperparameters(program).Select(h => $"{h.Key}={h.Value}")));
    }

    [Theory]
    [InlineData("python train.py", "train")]
    [InlineData("/usr/bin/python3 -u src/fit.py --lr 1", "fit")]
    [InlineData("./run.sh", "run")]
    [InlineData("torchrun", "torchrun")]
    [InlineData("dotnet Trainer.dll", "Trainer")]
    [InlineData("\u001b[31m", "31m")]
    [InlineData("日本", "command")]
    public void NameOf_IsTheScriptsOrThePrograms(string arguments, string expected) =>
        Assert.Equal(expected, ProgramWords.NameOf(new JobProgram { Arguments = [.. arguments.Split(' ')] }));

    [Fact]
    public void Line_HoldsNoSecretAndNoControlCharacter()
    {
        var line = ProgramWords.Line(new JobProgram
        {
            Arguments = ["python", "a b", "it's", "\u001b[2J", "--api-key", "s1", "--password=s2", "WANDB_API_KEY=s3", "--hf-token", "-x", "--db_credentials", "s4", "", "x=1"],
        });
        Assert.Equal("python 'a b' 'it'\\''s' ' [2J' --api-key *** --password=*** WANDB_API_KEY=*** --hf-token -x --db_credentials *** '' x=1", line);
        Assert.InRange(ProgramWords.Line(new JobProgram { Arguments = [.. Enumerable.Repeat("argument", 4_000)] }).Length, 500, 1_100);
    }

    [Theory]
    [InlineData("https://git.example/a/b.git", "https://git.example/a/b.git")]
    [InlineData("https://me:pw@git.example/a.git", "https://git.example/a.git")]
    [InlineData("https://ghp_token@git.example:8443/a@b?token=1#x", "https://git.example:8443/a@b")]
    [InlineData("https://me:p@ss@git.example", "https://git.example")]
    [InlineData("ssh://git:pw@git.example/a.git", "ssh://git.example/a.git")]
    [InlineData("git@git.example:team/a.git", "git@git.example:team/a.git")]
    [InlineData("/srv/git/a.git", "/srv/git/a.git")]
    [InlineData("", "")]
    public void WithoutCredentials_KeepsTheAddressAlone(string remote, string expected) =>
        Assert.Equal(expected, JobSourceRules.WithoutCredentials(remote));
}
