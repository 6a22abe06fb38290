import { describe, expect, it } from '@jest/globals';
import { Random } from '../random.ts';
import { Disk } from './disk.ts';

const MANY = 200;

describe('a power cut', () => {
  it('leaves what was synced, contents and names', () => {
    for (const random of generators()) {
      const disk = diskWith('/folder/file', 'whole');
      disk.losePower(random);
      expect(disk.file('/folder/file').bytes.toString()).toBe('whole');
    }
  });

  it('tears what was appended since the last fsync at any byte', () => {
    const left = new Set<string>();
    for (const random of generators()) {
      const disk = diskWith('/folder/file', 'one ');
      disk.file('/folder/file').append(Buffer.from('two'));
      disk.losePower(random);
      left.add(disk.file('/folder/file').bytes.toString());
    }
    expect([...left].sort()).toEqual(['one ', 'one t', 'one tw', 'one two']);
  });

  it('may lose a name whose folder was not synced, and may keep it', () => {
    const kept = generators().map((random) => {
      const disk = diskWith('/folder/file', 'whole');
      disk.symlink('target', '/folder/link');
      disk.losePower(random);
      return disk.find('/folder/link')?.kind === 'link';
    });
    expect(new Set(kept)).toEqual(new Set([true, false]));
  });

  it('leaves a rename done or not done, and never a file under both names or under none', () => {
    const states = generators().map((random) => {
      const disk = diskWith('/folder/draft', 'new');
      disk.rename('/folder/draft', '/folder/file');
      disk.losePower(random);
      return ['draft', 'file'].filter((name) => disk.find(`/folder/${name}`) !== undefined).join();
    });
    expect(new Set(states)).toEqual(new Set(['draft', 'file']));
  });

  it('takes a file with the folder that was never made durable', () => {
    const states = generators().map((random) => {
      const disk = new Disk();
      disk.makeFolder('/folder');
      disk.openFile('/folder/file', 0).sync();
      disk.syncFolder('/folder');
      disk.losePower(random);
      return disk.find('/folder/file') !== undefined;
    });
    expect(new Set(states)).toEqual(new Set([true, false]));
  });
});

describe('a simulated disk', () => {
  it.each([
    ['ENOENT', (disk: Disk) => disk.file('/folder/none')],
    [
      'ENOENT',
      (disk: Disk) => {
        disk.rename('/folder/none', '/folder/other');
      },
    ],
    ['ENOENT', (disk: Disk) => disk.openFile('/none/file', 0)],
    [
      'EEXIST',
      (disk: Disk) => {
        disk.link('/folder/file', '/folder/file');
      },
    ],
    [
      'EEXIST',
      (disk: Disk) => {
        disk.symlink('target', '/folder/file');
      },
    ],
    [
      'ENOTEMPTY',
      (disk: Disk) => {
        disk.remove('/folder');
      },
    ],
    ['EISDIR', (disk: Disk) => disk.file('/folder')],
    ['ENOTDIR', (disk: Disk) => disk.folder('/folder/file')],
    ['EINVAL', (disk: Disk) => disk.readLink('/folder/file')],
  ])('refuses with %s what a file system refuses', (code, act) => {
    const disk = diskWith('/folder/file', '');
    expect(() => {
      act(disk);
    }).toThrow(expect.objectContaining({ code }));
  });

  it('shares contents between two names of one file', () => {
    const disk = diskWith('/folder/file', 'one ');
    disk.link('/folder/file', '/folder/other');
    disk.file('/folder/other').append(Buffer.from('two'));
    expect(disk.file('/folder/file').bytes.toString()).toBe('one two');
  });
});

function generators(): Random[] {
  return Array.from({ length: MANY }, (_, index) => new Random('disk', index));
}

/** One folder and one file in it, both durable. */
function diskWith(path: string, text: string): Disk {
  const disk = new Disk();
  disk.makeFolder('/folder');
  const file = disk.openFile(path, 0);
  file.append(Buffer.from(text));
  file.sync();
  disk.syncFolder('/folder');
  disk.syncFolder('/');
  return disk;
}
