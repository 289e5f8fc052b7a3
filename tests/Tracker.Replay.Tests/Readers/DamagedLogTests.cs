using System.Text;
using CsCheck;
using Tracker.Core.Detection.LabRules;
using Tracker.Replay.Readers;
using Tracker.Replay.Traces;

namespace Tracker.Replay.Tests.Readers;

/// <summary>However a log is damaged, it is judged or refused in a sentence; nothing else is thrown.</summary>
public sealed class DamagedLogTests : IDisposable
{
    private static readonly string[] Logs =
    [
        "step,train/loss,val/loss,note\n1,2.5,,a\n2,2.25,2.5,\"b,c\"\n3,nan,,d\n4,1e-3,0.5,e\n",
        "epoch;accuracy;loss\n0;0.1;2.3\n1;0.2;2.2\n2;0.3;2.1\n",
        "{\"step\":1,\"train\":{\"loss\":2.5},\"tags\":[1,{\"a\":\"b\\u0041\"}]}\n{\"step\":2,\"train\":{\"loss\":NaN}}\n{\"step\":3,\"train\":{\"loss\":1.5}}\n",
        "{\"best\":null,\"log_history\":[{\"epoch\":0.1,\"loss\":2.5,\"step\":1},{\"eval_loss\":2.4,\"step\":1},{\"loss\":2.3,\"step\":2},{\"train_loss\":1,\"train_runtime\":2,\"step\":2}],\"max_steps\":10}",
        "{\"problem\":\"toy\",\"optimizer\":\"sgd\",\"learning_rate\":0.1,\"seed\":1,\"batch_size\":2,\"num_classes\":10,\"minibatch_train_loss\":[2.5,2.4,\"NaN\",2],\"test_loss\":[2,1],\"test_accuracy\":[0.1,0.2]}",
        "metric,rank,attempt,step,time,value,producer,sequence\ntrain/loss,0,1,0,1000000,2.5,0a,1\n\"val/\"\"loss\",1,1,1,2000000,NaN,0b,2\ntrain/loss,0,2,1,2000000,2.25,0a,3\n",
        "{\"type\":\"run\",\"facts\":{\"kind\":\"supervised\",\"classCounts\":[1,2],\"higherIsBetter\":{\"a\":true},\"tags\":{\"a\":\"b\"}},\"truth\":{\"problem\":\"healthy\",\"remedies\":[\"a\"]}}\n{\"step\":1,\"time\":5,\"values\":{\"train/loss\":2.5}}\n{\"type\":\"attempt\",\"attempt\":2}\n{\"type\":\"phase\",\"name\":\"a\",\"step\":1}\n{\"step\":2,\"time\":6,\"values\":{\"train/loss\":\"NaN\"}}\n{\"type\":\"finish\",\"status\":\"finished\"}\n",
    ];

    private static readonly string[] Bits = ["", "\0", "\n", "\"", "{", "}", "[", "]", ",", ":", "\\", "1e999", "-1", "NaN", "null", "99999999999999999999", "\uFFFF", "é", "=", "9e18", "9007199254740993", "true"];

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Judge_OfADamagedLog_SaysSoOrJudges()
    {
        Gen.Select(Gen.Int[0, Logs.Length - 1], Gen.Int[0, 1000], Gen.Int[0, 12], Gen.Int[0, Bits.Length - 1], Gen.Bool, Gen.Bool).Sample(
            (which, place, length, bit, cut, packed) =>
            {
                var text = Logs[which];
                var from = place * text.Length / 1001;
                var damaged = cut ? text[..from] : text[..from] + Bits[bit] + text[Math.Min(text.Length, from + length)..];
                var bytes = packed ? LogFolder.Packed(damaged) : Encoding.UTF8.GetBytes(damaged);
                if (packed && cut) bytes = LogFolder.Packed(text)[..(place * LogFolder.Packed(text).Length / 1001)];
                Try(bytes);
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public void Read_OfADamagedRuleOrTrace_SaysSoOrReads()
    {
        const string rule = "rule low-map: \"metrics/mAP50(B)\" < 0.5 * best for 5 evaluations as warning \"mAP is below 0.1\" # why";
        const string trace = "run lr=0.1 classes=10\nevery 1 step: train/loss = 2.3 noise 0.1 for 6\nat step 1..3: alert stuck-loss fires as warning; finding overflow above 0.5\nnever: any warning";
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 9], Gen.Int[0, Bits.Length - 1]).Sample(
            (place, length, bit) =>
            {
                string Damaged(string text) => text[..(place * text.Length / 1001)] + Bits[bit] + text[Math.Min(text.Length, (place * text.Length / 1001) + length)..];
                _ = LabRuleText.Read(Damaged(rule));
                try
                {
                    _ = TraceScript.Parse(Damaged(trace));
                }
                catch (TraceSyntaxException e)
                {
                    Assert.InRange(e.Line, 1, 6);
                }
            },
            iter: 1000,
            threads: 1);
    }

    private void Try(byte[] bytes)
    {
        try
        {
            _ = LogReplay.Judge([_folder.Write("a.log", bytes)], new LogReplayOptions());
        }
        catch (LogException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }
}
